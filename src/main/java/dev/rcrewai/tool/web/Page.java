package dev.rcrewai.tool.web;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/**
 * What a web server answered in the end.
 *
 * @param url where the answer came from, after redirects
 * @param body as it came, decompressed
 */
record Page(URI url, int status, Buffer body) {
  /** The body as HTML; its encoding is what the page declares, or UTF-8. */
  Document html() throws IOException {
    return Jsoup.parse(new ByteArrayInputStream(body.getBytes()), null, url.toString());
  }
}
