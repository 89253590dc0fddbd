package dev.rcrewai.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The instruments of the benchmark are right before anybody believes their figures. */
class BenchTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void load_onTheBareServer_countsAndTimesEveryAnswer() throws Exception {
    int model = await(Listening.deploy(vertx, MockModel::new));
    int bare =
        await(Listening.deploy(vertx, listening -> new BareServer(listening, url(model, "/v1"))));

    var report = await(LoadGenerator.run(vertx, load(url(bare, "/execute"))));

    assertThat(report.errors()).as(report.firstError()).isZero();
    assertThat(report.measured()).isPositive().isLessThanOrEqualTo(report.sent());
    assertThat(report.perSecond()).isBetween(report.measured() * 0.1, report.measured() * 1.1);
    assertThat(report.p50Millis()).isPositive().isLessThanOrEqualTo(report.p99Millis());
  }

  @Test
  void load_onWrongAnswers_endsEarlyAndTellsTheFirst() throws Exception {
    int noModel = await(Listening.deploy(vertx, listening -> new BareServer(listening, "")));

    var report = await(LoadGenerator.run(vertx, load(url(noModel, "/execute"))));

    assertThat(report.errors()).isPositive().isEqualTo(report.sent());
    assertThat(report.firstError()).startsWith("500");
    assertThat(report.measured()).isZero();
  }

  @Test
  void percentile_isTheSmallestValueThatCoversTheShare() {
    var latencies = new Latencies();
    for (int millis = 100; millis >= 1; millis--) {
      latencies.add(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    assertThat(latencies.percentileMillis(0.50)).isEqualTo(50);
    assertThat(latencies.percentileMillis(0.99)).isEqualTo(99);
    assertThat(new Latencies().percentileMillis(0.99)).isZero();
  }

  @Test
  void ratio_comparesTheMeansOfAllRounds() {
    var ours = List.of(round("rcrewai", 900), round("rcrewai", 1100));
    var bare = List.of(round("bare", 4000));

    assertThat(Table.ratio("a / b", ours, bare))
        .contains("ratio a / b:", "requests/s 0.250", "p50 x1.0");
  }

  private static Table.Round round(String server, double perSecond) {
    return new Table.Round(server, 1, new Load.Report(1, 0, "", 1, perSecond, 1, 2), 30);
  }

  private static Load load(String url) {
    return new Load(url, "", "{\"inputs\":{}}", 4, 0, 1);
  }

  private static String url(int port, String path) {
    return "http://127.0.0.1:" + port + path;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(20, TimeUnit.SECONDS);
  }
}
