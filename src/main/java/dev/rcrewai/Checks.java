package dev.rcrewai;

import static dev.rcrewai.health.HealthStatus.HEALTHY;

import dev.rcrewai.config.Settings;
import dev.rcrewai.health.Check;
import dev.rcrewai.health.HealthStatus;
import dev.rcrewai.knowledge.KnowledgeReport;
import dev.rcrewai.llm.ProviderHealth;
import dev.rcrewai.secret.Secrets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the parts of a node say about themselves when they are asked. */
record Checks(Vertx vertx, Node node, Settings settings) {
  private static final int DOCUMENTS_SHOWN = 100;

  /** Each provider by what its breaker and last calls know; no paid call is made. */
  Future<Check> llm() {
    var health = node.llmHealth();
    if (health == null) {
      return Future.succeededFuture(Check.of(HealthStatus.UNKNOWN));
    }
    var parts = new TreeMap<String, Check>();
    health.views().forEach((name, view) -> parts.put(name, provider(view)));
    var check = Check.of(status(health.status()), parts);
    return Future.succeededFuture(Unverified.providers(settings).map(check::because).orElse(check));
  }

  /** Whether secrets that may change can be read where they are kept. */
  Future<Check> secrets() {
    var parts = new TreeMap<String, Check>();
    node.secrets().sources().forEach(source -> parts.put(source.name(), source(source)));
    boolean fresh = parts.values().stream().allMatch(part -> part.status() == HEALTHY);
    var check = Check.of(fresh ? HEALTHY : HealthStatus.DEGRADED, parts);
    return Future.succeededFuture(Unverified.vault(settings).map(check::because).orElse(check));
  }

  private static Check source(Secrets.SourceView source) {
    var problem = source.problem();
    var check =
        Check.of(problem == null ? HEALTHY : HealthStatus.DEGRADED)
            .with("age_seconds", source.age().toSeconds());
    return problem == null ? check : check.because(problem);
  }

  /** Whether the store reads and writes. */
  Future<Check> store() {
    return node.store()
        .check()
        .map(health ->
            Check.healthy()
                .with("durable", health.isDurable() ? 1 : 0)
                .because(health.durability()))
        .otherwise(cause -> Check.unhealthy(String.valueOf(cause.getMessage())));
  }

  /** How many members the event bus has, this one among them. */
  Future<Check> cluster() {
    var manager = vertx instanceof VertxInternal internal ? internal.clusterManager() : null;
    return Future.succeededFuture(
        manager == null || !manager.isActive()
            ? Check.of(HealthStatus.DEGRADED).because("this node is no member of a cluster")
            : Check.healthy().with("members", manager.getNodes().size()));
  }

  /** Whether the newest version of every crew file is in use, and every crew can be run. */
  Future<Check> crews() {
    var crews = node.crews().all();
    var broken = node.crews().broken();
    var waiting = crews.stream().filter(crew -> !node.tools().missing(crew).isEmpty()).toList();
    boolean whole = broken.isEmpty() && waiting.isEmpty();
    var loaded =
        Check.of(whole ? HealthStatus.HEALTHY : HealthStatus.DEGRADED)
            .with("loaded", crews.size())
            .with("broken", broken.size())
            .with("waiting", waiting.size());
    var problems =
        broken.values().stream().flatMap(found -> found.stream().limit(1)).map(Object::toString);
    var reasons =
        waiting.stream()
            .map(crew -> crew.name() + " waits: " + String.join(", ", node.tools().missing(crew)));
    var words = Stream.concat(problems, reasons).collect(Collectors.joining("; "));
    return Future.succeededFuture(whole ? loaded : loaded.because(words));
  }

  /** Whether every document of the crews that are loaded could be read. */
  Future<Check> knowledge() {
    var report = node.knowledge();
    var failed = report.documents().stream().filter(KnowledgeReport.Line::isFailed).count();
    var check =
        Check.of(failed == 0 ? HEALTHY : HealthStatus.DEGRADED)
            .with("documents", report.documents().size())
            .with("failed", failed)
            .with("chunks", report.chunks());
    var words =
        report.documents().stream()
            .limit(DOCUMENTS_SHOWN)
            .map(line -> line.crew() + ": " + line.document() + ": " + line.text())
            .collect(Collectors.joining("; "));
    return Future.succeededFuture(words.isEmpty() ? check : check.because(words));
  }

  private static Check provider(ProviderHealth.View view) {
    var words = new StringJoiner(", ").add("breaker " + view.breaker());
    if (view.succeededAt() != null) {
      words.add("last success " + view.succeededAt());
    }
    if (view.lastFailure() != null) {
      words.add("last failure " + view.lastFailure());
    }
    var check = Check.of(status(view.status())).because(words.toString());
    var rate = view.errorRate();
    return rate.isPresent() ? check.with("error_rate", rounded(rate.getAsDouble())) : check;
  }

  private static double rounded(double share) {
    return Math.round(share * 1000) / 1000.0;
  }

  private static HealthStatus status(ProviderHealth.Status status) {
    return switch (status) {
      case UNKNOWN -> HealthStatus.UNKNOWN;
      case HEALTHY -> HealthStatus.HEALTHY;
      case DEGRADED -> HealthStatus.DEGRADED;
      case UNHEALTHY -> HealthStatus.UNHEALTHY;
    };
  }
}
