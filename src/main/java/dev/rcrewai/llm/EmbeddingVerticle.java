package dev.rcrewai.llm;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.step.Abort;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.EmbeddingCall;
import dev.rcrewai.step.EmbeddingResult;
import dev.rcrewai.step.StepAddresses;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers embedding calls from the bus, with the same {@link Providers} and budgets as chats. Runs
 * on an event loop, one instance per core.
 */
public final class EmbeddingVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingVerticle.class);

  private final LocalBus bus;
  private final Providers providers;
  private final ChatBudgets budgets;
  private final Clock clock;
  private final Set<EmbeddingRun> running = new LinkedHashSet<>();

  public EmbeddingVerticle(LocalBus bus, Providers providers, ChatBudgets budgets, Clock clock) {
    this.bus = bus;
    this.providers = providers;
    this.budgets = budgets;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    return Future.all(
        bus.answer(StepAddresses.EMBED, this::embed).completion(),
        bus.listen(StepAddresses.ABORT, this::abort).completion());
  }

  /** Whoever waits for a call is told that it will not be answered. */
  @Override
  public Future<?> stop() {
    List.copyOf(running).forEach(EmbeddingRun::abort);
    return Future.succeededFuture();
  }

  private Future<EmbeddingResult> embed(EmbeddingCall call) {
    try {
      return run(call).otherwise(defect -> defect(call, defect));
    } catch (RuntimeException e) {
      return Future.succeededFuture(defect(call, e));
    }
  }

  private Future<EmbeddingResult> run(EmbeddingCall untraced) {
    var spans = providers.tracing().steps();
    var span = spans.embedding(untraced);
    var call = untraced.partOf(span.context());
    var allowed = Duration.between(clock.instant(), call.deadline());
    var run = new EmbeddingRun(vertx, providers, budgets, call, allowed);
    running.add(run);
    return run.start()
        .onSuccess(result -> spans.embedded(span, result))
        .onComplete(_ -> running.remove(run));
  }

  private void abort(Abort abort) {
    List.copyOf(running).stream()
        .filter(run -> run.isCoveredBy(abort))
        .forEach(EmbeddingRun::abort);
  }

  private static EmbeddingResult defect(EmbeddingCall call, Throwable cause) {
    LOG.error("an embedding call failed here", cause);
    return new EmbeddingResult.Failed(
        ChatFailure.SERVER,
        "this server failed to make the call",
        EmbeddingRun.nothing(call.request()));
  }
}
