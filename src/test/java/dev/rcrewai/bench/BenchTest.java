package dev.rcrewai.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.Programs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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

  /** The whole of {@code scripts/bench.sh}, in the smallest size. */
  @Test
  void scenario_smallest_measuresBothServersWithoutError() {
    Programs.require("wrk");
    Programs.require("taskset");

    int status =
        new CommandLine(new Bench())
            .execute(
                "no-latency",
                "--connections=2",
                "--warmup=0",
                "--seconds=1",
                "--rounds=1",
                "--home=" + Path.of("").toAbsolutePath());

    assertThat(status).isZero();
  }

  @Test
  void scenario_unknown_isRefused() {
    assertThat(new CommandLine(new Bench()).execute("no-such-thing")).isEqualTo(2);
  }

  @Test
  void wrk_whatIsNo200_isAnError() {
    var report =
        Wrk.report(
            """
            requests     900 in 2.0 s
            per second   450.0
            p50          1.25 ms
            p95          2.00 ms
            p99          3.00 ms
            max          9.00 ms
            status 200   890
            status 503   10
            no answer    2
            """);

    assertThat(report.errors()).isEqualTo(12);
    assertThat(report.firstError()).isEqualTo("status 503   10");
    assertThat(report.p50Millis()).isEqualTo(1.25);
  }

  @Test
  void gcLog_betweenCollections_countsWhatWasAllocated(@TempDir Path dir) throws Exception {
    var file = dir.resolve("gc.log");
    var log = new GcLog(file);
    Files.writeString(file, "[0.1s][info][gc] Using Serial\n");
    int mark = log.mark();
    Files.writeString(
        file,
        """
        [1.0s][info][gc] GC(0) Pause Young (Allocation Failure) 30M->5M(90M) 2.500ms
        [2.0s][info][gc] GC(1) Pause Young (Allocation Failure) 35M->6M(90M) 4.500ms
        [3.0s][info][gc] GC(2) Pause Full (Metadata GC Threshold) 46M->6M(90M) 9.500ms
        """,
        StandardOpenOption.APPEND);

    assertThat(log.since(mark)).isEqualTo(new GcLog.Since(30 + 40, 9.5));
  }

  private static Table.Round round(String server, double perSecond) {
    return new Table.Round(server, 1, new Load.Report(1, 0, "", 1, perSecond, 1, 2), 30);
  }

  private static Load load(String url) {
    return new Load(url, "", "{\"inputs\":{}}", 4, 0, 1, Load.Reading.AWAITED);
  }

  private static String url(int port, String path) {
    return "http://127.0.0.1:" + port + path;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(20, TimeUnit.SECONDS);
  }
}
