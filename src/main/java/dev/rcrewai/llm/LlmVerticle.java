package dev.rcrewai.llm;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.step.Abort;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatDelta;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.ChatWait;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.step.Usage;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers chat calls from the bus. Runs on an event loop, one instance per core; they share the
 * {@link Providers}, so that every limit holds for the node.
 */
public final class LlmVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(LlmVerticle.class);

  private final LocalBus bus;
  private final Providers providers;
  private final ChatBudgets budgets;
  private final Clock clock;
  private final Map<ExecutionId, List<ChatRun>> running = new HashMap<>();

  public LlmVerticle(LocalBus bus, Providers providers, ChatBudgets budgets, Clock clock) {
    this.bus = bus;
    this.providers = providers;
    this.budgets = budgets;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    return Future.all(
        bus.answer(StepAddresses.CHAT, this::chat).completion(),
        bus.listen(StepAddresses.ABORT, this::abort).completion());
  }

  /** Whoever waits for a call is told that it will not be answered. */
  @Override
  public Future<?> stop() {
    var runs = running.values().stream().flatMap(List::stream).toList();
    runs.forEach(ChatRun::abort);
    return Future.succeededFuture();
  }

  private Future<ChatResult> chat(ChatCall call) {
    try {
      return run(call).otherwise(defect -> defect(call, defect));
    } catch (RuntimeException e) {
      return Future.succeededFuture(defect(call, e));
    }
  }

  private Future<ChatResult> run(ChatCall untraced) {
    var spans = providers.tracing().steps();
    var span = spans.chat(untraced);
    var call = untraced.partOf(span.context());
    var allowed = Duration.between(clock.instant(), call.deadline());
    var run = new ChatRun(vertx, providers, budgets, call, allowed, watchers(call), this::tell);
    running.computeIfAbsent(call.execution(), id -> new ArrayList<>(1)).add(run);
    return run.start()
        .onSuccess(result -> spans.chatted(span, result))
        .onComplete(done -> forget(run));
  }

  private Consumer<String> watchers(ChatCall call) {
    var written = new AtomicInteger();
    return text -> {
      int offset = written.getAndAdd(text.length());
      bus.publish(
          StepAddresses.DELTA,
          new ChatDelta(call.execution(), call.path(), call.call(), offset, text));
    };
  }

  private void tell(ChatWait wait) {
    bus.publish(StepAddresses.WAIT, wait);
  }

  private void abort(Abort abort) {
    // A copy, since a run that is aborted leaves the list at once.
    List.copyOf(running.getOrDefault(abort.execution(), List.of())).stream()
        .filter(run -> abort.covers(run.call().execution(), run.call().path()))
        .forEach(ChatRun::abort);
  }

  private void forget(ChatRun run) {
    running.computeIfPresent(
        run.call().execution(),
        (id, runs) -> {
          runs.remove(run);
          return runs.isEmpty() ? null : runs;
        });
  }

  private ChatResult defect(ChatCall call, Throwable cause) {
    LOG.error("chat call failed here: {}", kv("execution_id", call.execution().text()), cause);
    return failed(call, ChatFailure.SERVER, "this server failed to make the call");
  }

  private static ChatResult failed(ChatCall call, ChatFailure failure, String detail) {
    var asked = call.request().model();
    var bill = new Bill(asked.provider(), asked.model(), Usage.NONE, BigDecimal.ZERO);
    return new ChatResult.Failed(failure, detail, bill);
  }
}
