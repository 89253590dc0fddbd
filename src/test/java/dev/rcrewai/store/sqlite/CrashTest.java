package dev.rcrewai.store.sqlite;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.Status;
import dev.rcrewai.step.ExecutionId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a process that is killed while it writes leaves behind. */
@Timeout(120)
class CrashTest extends SqliteStoreFixture {
  private static final int ACKNOWLEDGED = 2_000;

  private Process storm;
  private BufferedReader said;

  /** The storm has the directory first; a test opens it when the storm is dead. */
  @Override
  @BeforeEach
  void open() throws IOException {
    storm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Storm.class.getName(),
                dataDir.toString())
            .redirectErrorStream(true)
            .start();
    said = storm.inputReader();
  }

  @Override
  @AfterEach
  void close() throws IOException, InterruptedException {
    storm.destroyForcibly().waitFor();
    said.close();
  }

  @Test
  void kill_duringAWriteStorm_losesNothingAcknowledged() throws IOException, InterruptedException {
    var acknowledged = new HashMap<ExecutionId, Long>();
    for (int lines = 0; lines < ACKNOWLEDGED; lines++) {
      note(nextAck(), acknowledged);
    }
    assertThatThrownBy(() -> await(another().open()))
        .hasMessageContaining("is in use by process " + storm.pid());

    storm.toHandle().destroyForcibly(); // of the process it would close the pipe as well
    for (var line = said.readLine(); line != null; line = said.readLine()) {
      note(line, acknowledged);
    }
    assertThat(storm.waitFor(30, TimeUnit.SECONDS)).isTrue();

    var store = another();
    await(store.open());
    acknowledged.forEach((id, lastSeq) -> assertKept(store, id, lastSeq));
    assertThat(acknowledged).hasSizeGreaterThan(100);
    await(store.close());
  }

  private String nextAck() throws IOException {
    for (var line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(Storm.ACK)) {
        return line;
      }
    }
    throw new AssertionError("the storm ended by itself");
  }

  /** A line that the kill cut short is no acknowledgement. */
  private static void note(String line, Map<ExecutionId, Long> acknowledged) {
    var words = line.split(" ", -1);
    if (line.startsWith(Storm.ACK) && words.length == 3 && !words[2].isEmpty()) {
      acknowledged.merge(new ExecutionId(words[1]), Long.valueOf(words[2]), Math::max);
    }
  }

  private static void assertKept(SqliteExecutionStore store, ExecutionId id, long acknowledged) {
    var summary = await(store.find(id)).orElseThrow();
    assertThat(summary.lastSeq()).isGreaterThanOrEqualTo(acknowledged);
    assertThat(summary.status()).isNotEqualTo(Status.RUNNING);
    assertThat(await(store.read(id, 0, 1000)))
        .extracting(Event::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, summary.lastSeq()).boxed().toList());
  }
}
