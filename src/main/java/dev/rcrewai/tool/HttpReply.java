package dev.rcrewai.tool;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
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
  /** The body as HTML; its encoding is what the page declares, or UTF-8. */
  public Document html() throws IOException {
    return Jsoup.parse(new ByteArrayInputStream(body.getBytes()), null, url.toString());
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
