package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.host;
import static dev.rcrewai.config.Rule.seconds;
import static dev.rcrewai.config.Rule.wholeNumber;

import java.time.Duration;
import java.util.regex.Pattern;

/** The public port and the management port. */
final class HttpSection {
  static final Section HTTP = new Section("http", "The public port");
  static final Key<String> HOST =
      HTTP.optional(
          "HOST",
          "host",
          host(),
          "The address to listen on; 0.0.0.0, or 127.0.0.1 where the server made its own secret");
  static final Key<Integer> PORT =
      HTTP.key("PORT", "port", wholeNumber(0, 65535), "8080", "The port; 0 picks a free one");
  static final Key<Integer> MAX_BODY_BYTES =
      HTTP.key(
          "MAX_BODY_BYTES",
          "max_body_bytes",
          wholeNumber(1024, 67_108_864),
          "1048576",
          "The largest request body");
  static final Key<Integer> MAX_HEADER_BYTES =
      HTTP.key(
          "MAX_HEADER_BYTES",
          "max_header_bytes",
          wholeNumber(1024, 1_048_576),
          "16384",
          "All headers of a request together");
  static final Key<Integer> MAX_URL_BYTES =
      HTTP.key("MAX_URL_BYTES", "max_url_bytes", wholeNumber(256, 65536), "4096", "The first line");
  static final Key<Duration> IDLE_TIMEOUT =
      HTTP.key(
          "HTTP_IDLE_TIMEOUT",
          "idle_timeout",
          seconds("1", "3600"),
          "60",
          "A connection without a request in progress is closed after it");
  static final Key<Duration> READ_TIMEOUT =
      HTTP.key(
          "REQUEST_READ_TIMEOUT",
          "request_read_timeout",
          seconds("0.1", "600"),
          "10",
          "Headers and body of a request must have arrived within it");
  static final Key<Integer> MAX_CONNECTIONS =
      HTTP.key(
          "MAX_CONNECTIONS",
          "max_connections",
          wholeNumber(1, 1_000_000),
          "10000",
          "Connections open at once; more are refused");
  static final Key<Integer> CALLER_RATE =
      HTTP.key(
          "CALLER_REQUESTS_PER_SECOND",
          "caller_requests_per_second",
          wholeNumber(1, 1_000_000),
          "1000",
          "What one caller may send for long; beyond it 429");
  static final Key<Integer> CALLER_BURST =
      HTTP.key(
          "CALLER_REQUEST_BURST",
          "caller_request_burst",
          wholeNumber(1, 1_000_000),
          "2000",
          "What one caller may send at once");
  static final Key<Duration> SHUTDOWN_DELAY =
      HTTP.key(
          "SHUTDOWN_DELAY",
          "shutdown_delay",
          seconds("0", "600"),
          "0",
          "How long requests are still answered after SIGTERM, while /ready is 503, for load"
              + " balancers to notice");

  static final Section MANAGEMENT = new Section("management", "The management port");
  static final Key<String> MANAGEMENT_HOST =
      MANAGEMENT.optional("MANAGEMENT_HOST", "host", host(), "Its address; the one of HOST");
  static final Key<Integer> MANAGEMENT_PORT =
      MANAGEMENT.key(
          "MANAGEMENT_PORT",
          "port",
          wholeNumber(-1, 65535),
          "8081",
          "Probes and metrics, without a token; 0 switches it off, -1 picks a free one");

  private static final String EVERYWHERE = "0.0.0.0";
  private static final String LOOPBACK = "127.0.0.1";
  private static final Pattern LOOPBACKS =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1", Pattern.CASE_INSENSITIVE);

  private HttpSection() {}

  /**
   * @param secretGenerated whether tokens are signed with a secret that nobody chose, which is good
   *     enough for this machine only
   */
  static HttpSettings http(Values in, boolean secretGenerated) {
    return new HttpSettings(
        hostOf(in, HOST, secretGenerated ? LOOPBACK : EVERYWHERE, secretGenerated),
        in.get(PORT),
        in.get(MAX_BODY_BYTES),
        in.get(MAX_HEADER_BYTES),
        in.get(MAX_URL_BYTES),
        in.get(IDLE_TIMEOUT),
        in.get(READ_TIMEOUT),
        in.get(MAX_CONNECTIONS),
        in.get(CALLER_RATE),
        in.get(CALLER_BURST),
        in.get(SHUTDOWN_DELAY));
  }

  static ManagementSettings management(Values in, HttpSettings http, boolean secretGenerated) {
    int port = in.get(MANAGEMENT_PORT);
    if (port > 0 && port == http.port()) {
      in.refuse(MANAGEMENT_PORT, "another port than PORT");
    }
    return new ManagementSettings(hostOf(in, MANAGEMENT_HOST, http.host(), secretGenerated), port);
  }

  private static String hostOf(Values in, Key<String> key, String fallback, boolean local) {
    var host = in.find(key);
    if (local && host.isPresent() && !LOOPBACKS.matcher(host.get()).matches()) {
      in.refuse(key, "a loopback address, because JWT_SECRET is not set");
    }
    return host.orElse(fallback);
  }
}
