package dev.rcrewai.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Readers of event streams, some of them slow, each on a connection of its own. What comes is
 * looked through for the times at which the model wrote it. Lives on one event loop.
 */
final class StreamReaders extends VerticleBase {
  static final String MARK = "~";

  /** Slow readers take this much at once, and then pause. */
  private static final int SIP_BYTES = 4_096;

  private static final Duration SIP_PAUSE = Duration.ofSeconds(4);
  private static final Pattern TIME = Pattern.compile(MARK + "(\\d{16})" + MARK);

  private final URI server;
  private final String token;
  private final List<String> executions;
  private final int readers;
  private final int slowOf;
  private final Latencies latencies = new Latencies();
  private int open;
  private int ended;
  private int cut;

  /**
   * @param slowOf every one of so many is slow; none where 0
   */
  StreamReaders(String server, String token, List<String> executions, int readers, int slowOf) {
    this.server = URI.create(server);
    this.token = token;
    this.executions = executions;
    this.readers = readers;
    this.slowOf = slowOf;
  }

  /** What the fast ones saw, and what became of all. */
  record Report(int open, int ended, int cut, int pieces, double p50Millis, double p99Millis) {}

  Report report() {
    return new Report(
        open,
        ended,
        cut,
        latencies.count(),
        latencies.percentileMillis(0.50),
        latencies.percentileMillis(0.99));
  }

  @Override
  public Future<?> start() {
    var fast = vertx.createNetClient();
    var slow = vertx.createNetClient(new NetClientOptions().setReceiveBufferSize(SIP_BYTES));
    Future<?> all = Future.succeededFuture();
    for (int i = 0; i < readers; i++) {
      var execution = executions.get(i % executions.size());
      boolean isSlow = slowOf > 0 && i % slowOf == 0;
      var client = isSlow ? slow : fast;
      all = all.compose(_ -> connect(client, execution, isSlow));
    }
    return all;
  }

  private Future<?> connect(NetClient client, String execution, boolean isSlow) {
    return client
        .connect(server.getPort(), server.getHost())
        .onSuccess(socket -> {
          open++;
          if (isSlow) {
            readSlowly(socket);
          } else {
            socket.handler(this::seen);
          }
          socket.closeHandler(_ -> {
            if (isSlow) {
              cut++;
            } else {
              ended++;
            }
          });
          socket.write(
              "GET /v1/executions/%s/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                      .formatted(execution)
                  + "Accept: text/event-stream\r\nAuthorization: Bearer %s\r\n\r\n"
                      .formatted(token));
        });
  }

  private void readSlowly(NetSocket socket) {
    socket.pause();
    socket.handler(_ -> {});
    vertx.setPeriodic(SIP_PAUSE.toMillis(), _ -> socket.fetch(1));
  }

  private void seen(Buffer buffer) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    var text = buffer.toString();
    if (!text.contains("event: chat.delta")) { // the whole texts at the end repeat the times
      return;
    }
    var time = TIME.matcher(text);
    while (time.find()) {
      latencies.add(Duration.of(now - Long.parseLong(time.group(1)), ChronoUnit.MICROS).toNanos());
    }
  }
}
