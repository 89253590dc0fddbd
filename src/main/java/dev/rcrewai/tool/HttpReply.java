package dev.rcrewai.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;

/**
 * What a web server answered in the end.
 *
 * @param url where the answer came from, after redirects
 * @param body as it came, decompressed
 */
public record HttpReply(URI url, int status, MultiMap headers, Buffer body) {
  private static final Pattern CHARSET = Pattern.compile("charset=\"?([A-Za-z0-9_:.-]+)");

  /** The body as HTML; its encoding is what the page declares, or UTF-8. */
  public Document html() throws IOException {
    return Jsoup.parse(new ByteArrayInputStream(body.getBytes()), null, url.toString());
  }

  /** The body as text; in UTF-8 unless it says otherwise. */
  public String text() {
    var given = CHARSET.matcher(String.valueOf(headers.get("Content-Type")));
    try {
      return body.toString(given.find() ? Charset.forName(given.group(1)) : UTF_8);
    } catch (IllegalArgumentException e) {
      return body.toString(UTF_8); // a name that is none
    }
  }

  /** The media type without its parameters, in lower case; empty where none is given. */
  public String mediaType() {
    @Nullable String type = headers.get("Content-Type");
    return type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
  }

  /** Whether a model can read the body: text, JSON, XML. */
  public boolean isText() {
    String type = mediaType();
    return type.isEmpty()
        || type.startsWith("text/")
        || type.matches("application/(.*\\+)?(json|xml|yaml|x-ndjson|javascript)");
  }
}
