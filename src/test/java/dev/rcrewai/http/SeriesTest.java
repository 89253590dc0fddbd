package dev.rcrewai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What callers make up never becomes a time series. */
class SeriesTest {
  private static final int PATHS = 10_000;

  @RegisterExtension static final HttpFixture server = new HttpFixture();

  private final Random random = new Random(25);

  @Test
  void tenThousandRandomPaths_addNoSeries() throws Exception {
    exchange("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 1);
    exchange("GET /v1/executions/none HTTP/1.1\r\nHost: x\r\n\r\n", 1);
    series(); // which is a request, too
    var before = series();

    var requests = new StringBuilder();
    for (int i = 0; i < PATHS; i++) {
      var word = Long.toHexString(random.nextLong());
      var path = i % 2 == 0 ? "/" + word : "/v1/executions/" + word;
      requests.append("GET ").append(path).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    exchange(requests.toString(), PATHS);

    assertThat(series()).isEqualTo(before);
  }

  @Test
  void methodsThatNobodyKnows_addOneSeriesTogether() throws Exception {
    exchange("BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 1);
    series();
    var before = series();

    var requests = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      requests.append("BREW").append(i).append(" / HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    exchange(requests.toString(), 50);

    assertThat(series())
        .isEqualTo(before)
        .anySatisfy(name -> assertThat(name).contains("method=\"other\""));
  }

  /** Sends them on one connection, and waits until all are answered. */
  private static void exchange(String requests, int count) throws Exception {
    try (var connection = new RawHttp(server.port())) {
      var last = "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      var writing = CompletableFuture.runAsync(() -> write(connection, requests + last));
      var answers = connection.untilClosed();
      writing.join();
      assertThat(answers.split("HTTP/1\\.1 4\\d\\d ", -1)).hasSize(count + 2);
    }
  }

  private static void write(RawHttp connection, String text) {
    try {
      connection.send(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names and labels of all series of ours. */
  private static List<String> series() {
    var token = "Bearer " + server.token("ann", "view_metrics");
    return server
        .send(server.to("/metrics").header("Authorization", token))
        .body()
        .lines()
        .filter(line -> line.startsWith("rcrewai_"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .sorted()
        .toList();
  }
}
