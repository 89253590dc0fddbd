package dev.rcrewai.operation;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.Server;
import dev.rcrewai.config.SettingsLoader;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.step.ProviderKeys;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaiterTest {
  private static final Duration SOON = Duration.ofMillis(50);

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();
  private Server server;

  @BeforeEach
  void start() throws IOException {
    var settings =
        new SettingsLoader(
                Map.of(
                    "DATA_DIR", dir.resolve("data").toString(),
                    "FILES_DIR", dir.resolve("files").toString(),
                    "SERVER_CONFIG", Files.createFile(dir.resolve("server.yaml")).toString(),
                    "LLM_PROVIDER", "sandbox",
                    "JWT_SECRET", "0123456789abcdef0123456789abcdef",
                    "HOST", "127.0.0.1",
                    "PORT", "0",
                    "MANAGEMENT_PORT", "-1"))
            .load();
    server = new Server(vertx, settings, _ -> {});
    await(server.start());
  }

  @AfterEach
  void stop() {
    await(server.stop());
  }

  /** The news of the store may come late; that it was accepted is known. */
  @Test
  void waiter_whoHearsNothingInTime_isToldWhereItStands() {
    var executions = server.node().executions();
    var id = executions.newId();
    assertThat(await(executions.submit(id, request()))).isInstanceOf(Submitted.Accepted.class);

    var waited = Promise.<Execution>promise();
    var context = vertx.getOrCreateContext();
    context.runOnContext(_ ->
        new Waiter(executions, id, context, Waiter.From.BIRTH).within(SOON).onComplete(waited));

    assertThat(await(waited.future()).id()).isEqualTo(id);
  }

  /** It waits for a person, so that nothing more happens to it. */
  private static ExecutionRequest request() {
    return new ExecutionRequest(
        "ann",
        "smoke_test",
        Map.of(),
        null,
        null,
        null,
        Map.of(),
        null,
        null,
        ProviderKeys.NONE,
        Map.of());
  }
}
