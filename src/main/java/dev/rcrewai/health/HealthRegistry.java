package dev.rcrewai.health;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The health checks of this node. Each part registers its own under a name; a check reports what
 * the part already knows and makes no paid call. A check that does not answer within {@link
 * #DEADLINE}, throws or fails counts as unhealthy. A report is kept for {@link #FRESH}, so that
 * nobody can make the server busy by asking for it. Thread-safe.
 */
public final class HealthRegistry {
  /** What one check may take. */
  public static final Duration DEADLINE = Duration.ofSeconds(1);

  /** How long one report serves everybody who asks. */
  public static final Duration FRESH = Duration.ofSeconds(1);

  private static final String CHECK = "check";

  private final Vertx vertx;
  private final InstantSource clock;
  private final HealthChecks checks;
  private volatile @Nullable HealthReport latest;

  public HealthRegistry(Vertx vertx, InstantSource clock) {
    this.vertx = vertx;
    this.clock = clock;
    this.checks = HealthChecks.create(vertx);
  }

  /** Adds a check; {@code name} is its key in the report and has no slash. */
  public void register(String name, Supplier<Future<Check>> check) {
    checks.register(name, DEADLINE.toMillis(), outcome -> run(check, outcome));
  }

  /** How this node fares; completes on the caller's context, and never fails. */
  public Future<HealthReport> report() {
    var known = latest;
    if (known != null && clock.instant().isBefore(known.at().plus(FRESH))) {
      return Future.succeededFuture(known);
    }
    var caller = vertx.getOrCreateContext();
    var answered = Promise.<HealthReport>promise();
    checks
        .checkStatus()
        .map(this::keep)
        .onComplete(done -> caller.runOnContext(_ -> answered.handle(done)));
    return answered.future();
  }

  private HealthReport keep(CheckResult root) {
    var byName = new TreeMap<String, Check>();
    for (var result : children(root)) {
      byName.put(result.getId(), checkOf(result));
    }
    var report = new HealthReport(clock.instant(), byName);
    latest = report;
    return report;
  }

  private static void run(Supplier<Future<Check>> check, Promise<Status> outcome) {
    check
        .get()
        .map(answer -> new Status().setOK().setData(new JsonObject().put(CHECK, answer)))
        // A late answer finds the outcome already failed by the deadline.
        .onSuccess(outcome::tryComplete)
        .onFailure(outcome::tryFail);
  }

  private static List<CheckResult> children(CheckResult root) {
    List<CheckResult> found = root.getChecks();
    return found == null ? List.of() : found;
  }

  private static Check checkOf(CheckResult result) {
    if (result.getFailure() != null) {
      return Check.unhealthy(String.valueOf(result.getFailure().getMessage()));
    }
    return (Check) result.getData().getValue(CHECK);
  }
}
