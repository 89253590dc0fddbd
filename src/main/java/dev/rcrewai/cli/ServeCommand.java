package dev.rcrewai.cli;

import dev.rcrewai.Server;
import dev.rcrewai.config.ClusterSettings;
import dev.rcrewai.config.Settings;
import dev.rcrewai.config.TelemetrySettings;
import dev.rcrewai.config.Version;
import dev.rcrewai.gateway.HazelcastCluster;
import dev.rcrewai.telemetry.LogFormat;
import dev.rcrewai.telemetry.Logging;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rcrewai serve}: the server, until it is asked to stop. */
@Command(
    name = "serve",
    description = "Run the server until SIGTERM or Ctrl-C; then drain and stop.")
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
  private static final long START_SECONDS_MAX = 60;

  /** Beyond the grace: to close the store and let the last answers out. */
  private static final Duration STOP_MARGIN = Duration.ofSeconds(10);

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(names = "--port", description = "Overrides PORT; 0 picks a free one.")
  private @Nullable Integer port;

  @Override
  public Integer call() throws Exception {
    var settings = settings();
    var asked = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    try (var _ = Logging.configure(logFormat(settings.telemetry()), Logging.Target.STDOUT)) {
      return serve(settings, asked, stopped);
    } finally {
      stopped.countDown();
    }
  }

  /** Serves until somebody asks it to end, or it has to. */
  private int serve(Settings settings, CountDownLatch asked, CountDownLatch stopped)
      throws Exception {
    var exit = new AtomicInteger(ExitCode.OK);
    var vertx = vertx(settings.cluster());
    var server =
        new Server(
            vertx,
            settings,
            fatal -> {
              LOG.error("the server cannot go on", fatal);
              exit.set(ExitCode.FAILED);
              asked.countDown();
            });
    start(server, vertx);
    new Greeting(spec.commandLine().getOut(), settings, server).print();
    StopSignals.onStop(asked::countDown);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(asked, stopped, settings)));
    asked.await();
    server.stop().await(patience(settings).toMillis(), TimeUnit.MILLISECONDS);
    LOG.info("stopped");
    return exit.get();
  }

  private static Vertx vertx(ClusterSettings cluster) throws Exception {
    var vertx =
        cluster.enabled()
            ? HazelcastCluster.join(loops(), cluster).await(START_SECONDS_MAX, TimeUnit.SECONDS)
            : Vertx.vertx(loops());
    if (!vertx.isNativeTransportEnabled()) {
      var cause = String.valueOf(vertx.unavailableNativeTransportCause());
      LOG.info("sockets by java.nio, as Linux' own epoll cannot be used: {}", cause);
    }
    return vertx;
  }

  /**
   * As many event loops as there are cores: on one, a second only hands work back and forth. With
   * Linux' own epoll, which takes less CPU than java.nio, where Netty has it for this machine.
   */
  static VertxOptions loops() {
    return new VertxOptions()
        .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
        .setPreferNativeTransport(true);
  }

  private Settings settings() {
    var environment = new HashMap<>(System.getenv());
    if (port != null) {
      environment.put("PORT", port.toString());
    }
    return Home.settings(environment).load();
  }

  private static void start(Server server, Vertx vertx) throws Exception {
    try {
      server.start().await(START_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (Exception e) {
      vertx.close().await(STOP_MARGIN.toSeconds(), TimeUnit.SECONDS);
      throw e;
    }
  }

  /** Runs when the JVM ends, whoever asked for it; it may only when everything is closed. */
  private static void stop(CountDownLatch asked, CountDownLatch stopped, Settings settings) {
    asked.countDown();
    try {
      var inTime = stopped.await(patience(settings).toMillis(), TimeUnit.MILLISECONDS);
      if (!inTime) {
        LOG.error("not everything could be closed in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration patience(Settings settings) {
    var grace = settings.execution().shutdownGrace();
    var delay = settings.http().shutdownDelay();
    return (grace.compareTo(delay) > 0 ? grace : delay).plus(STOP_MARGIN);
  }

  private static LogFormat logFormat(TelemetrySettings settings) {
    return new LogFormat(
        settings.logLevel(), settings.structuredLogging(), Version.value(), settings.environment());
  }
}
