package dev.rcrewai.crew;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * One tool of a server as CrewAI's agents name it: {@code https://host/mcp#tool}.
 *
 * @param url without the tool
 */
record McpReference(URI url, String tool) {
  private static final int SERVER_CHARS_MAX = 30;

  /** Empty for a server of which no tool is named, and for what is no URL. */
  static Optional<McpReference> parse(String text) {
    int hash = text.indexOf('#');
    return hash < 0 || hash == text.length() - 1
        ? Optional.empty()
        : McpFields.url(text.substring(0, hash))
            .map(url -> new McpReference(url, text.substring(hash + 1)));
  }

  /** The server's name, which CrewAI makes of host and path too. */
  String server() {
    var words = (url.getHost() + url.getPath()).toLowerCase(Locale.ROOT);
    var plain = words.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return plain.substring(0, Math.min(plain.length(), SERVER_CHARS_MAX));
  }

  /** What its agent calls it. */
  String offeredName() {
    return CrewServer.offeredName(server(), tool);
  }
}
