package dev.rcrewai.cli;

import dev.rcrewai.sandbox.SandboxVerticle;
import dev.rcrewai.sandbox.Scripts;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rcrewai sandbox}: the scripted provider alone, for other programs to talk to. */
@Command(name = "sandbox", description = "Serve the scripted LLM provider alone, until Ctrl-C.")
final class SandboxCommand implements Callable<Integer> {
  private static final long START_SECONDS_MAX = 30;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(names = "--port", description = "Default: SANDBOX_PORT, else a free one.")
  private @Nullable Integer port;

  @Option(names = "--scripts", paramLabel = "DIR", description = "Default: SANDBOX_DIR.")
  private @Nullable Path scripts;

  @Override
  public Integer call() throws Exception {
    var settings = Home.settings().load().sandbox();
    var rules = Scripts.load(scripts == null ? settings.scripts() : scripts);
    var vertx = Vertx.vertx();
    var sandbox = new SandboxVerticle(rules, port == null ? settings.port() : port);
    vertx.deployVerticle(sandbox).await(START_SECONDS_MAX, TimeUnit.SECONDS);
    var out = spec.commandLine().getOut();
    out.println("listening on http://127.0.0.1:" + sandbox.actualPort() + "/v1");
    out.println("Its answers are scripted; it is not a model.");
    out.flush();
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
    stopped.await();
    return ExitCode.OK;
  }
}
