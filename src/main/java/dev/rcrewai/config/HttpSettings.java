package dev.rcrewai.config;

import java.time.Duration;

/**
 * The public HTTP port.
 *
 * @param host the address to listen on
 * @param port 0 picks a free one
 * @param bodyBytesMax the largest request body
 * @param headerBytesMax all request headers together
 * @param urlBytesMax the request line
 * @param idleTimeout a connection without a request in progress is closed after it
 * @param requestReadTimeout headers and body must have arrived by then
 * @param connectionsMax more are refused
 * @param callerRequestsPerSecond one caller's sustained rate; beyond it 429
 * @param callerRequestBurst what one caller may send at once
 * @param shutdownDelay how long requests are still answered once the server is asked to end
 */
public record HttpSettings(
    String host,
    int port,
    int bodyBytesMax,
    int headerBytesMax,
    int urlBytesMax,
    Duration idleTimeout,
    Duration requestReadTimeout,
    int connectionsMax,
    int callerRequestsPerSecond,
    int callerRequestBurst,
    Duration shutdownDelay) {
  public HttpSettings {
    Require.within("port", port, 0, 65535);
    Require.atLeast("bodyBytesMax", bodyBytesMax, 1);
    Require.atLeast("headerBytesMax", headerBytesMax, 1);
    Require.atLeast("urlBytesMax", urlBytesMax, 1);
    Require.positive("idleTimeout", idleTimeout);
    Require.positive("requestReadTimeout", requestReadTimeout);
    Require.atLeast("connectionsMax", connectionsMax, 1);
    Require.atLeast("callerRequestsPerSecond", callerRequestsPerSecond, 1);
    Require.atLeast("callerRequestBurst", callerRequestBurst, 1);
    Require.notNegative("shutdownDelay", shutdownDelay);
  }
}
