package dev.rcrewai;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.crew.Automation;
import dev.rcrewai.crew.CrewRegistry;
import dev.rcrewai.crew.Reload;
import dev.rcrewai.telemetry.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the crews' directory now and then, and tells what changed. */
final class CrewReloads {
  private static final Logger LOG = LoggerFactory.getLogger(CrewReloads.class);

  private final Vertx vertx;
  private final CrewRegistry crews;
  private final Consumer<List<Automation>> served;
  private final Metrics metrics;
  private volatile boolean stopped;

  /**
   * @param served is told the crews after each look
   */
  CrewReloads(Vertx vertx, CrewRegistry crews, Consumer<List<Automation>> served, Metrics metrics) {
    this.vertx = vertx;
    this.crews = crews;
    this.served = served;
    this.metrics = metrics;
  }

  /** Reads the crews, then looks for changes at that interval, one look at a time. */
  Future<Void> start(Duration interval) {
    return reload().onSuccess(_ -> next(interval));
  }

  /** Looks no more. */
  void stop() {
    stopped = true;
  }

  private void next(Duration interval) {
    vertx.setTimer(
        interval.toMillis(),
        _ -> {
          if (!stopped) {
            reload().onComplete(_ -> next(interval));
          }
        });
  }

  private Future<Void> reload() {
    return vertx
        .executeBlocking(crews::reload)
        .<Void>map(reload -> {
          served.accept(crews.all());
          tell(reload);
          return null;
        })
        .onFailure(cause -> LOG.error("crews cannot be reloaded", cause));
  }

  private void tell(Reload reload) {
    reload
        .loaded()
        .forEach(crew -> {
          LOG.info("crew loaded", kv("crew", crew));
          crews.warnings(crew).forEach(warning -> LOG.warn("crew file: {}", warning));
          metrics.crewsReloaded("loaded");
        });
    reload.removed().forEach(crew -> LOG.info("crew removed", kv("crew", crew)));
    reload
        .rejected()
        .forEach((file, problems) -> {
          problems.forEach(problem -> LOG.error("crew file rejected: {}", problem));
          metrics.crewsReloaded("rejected");
        });
  }
}
