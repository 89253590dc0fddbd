package dev.rcrewai.engine;

import dev.rcrewai.engine.Step.RecallStep;
import dev.rcrewai.execution.EventData.StepResult;
import dev.rcrewai.execution.EventData.ValueRecorded;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.step.RecallRequest;
import dev.rcrewai.step.RecallResult;
import dev.rcrewai.step.RecallRun;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.TraceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Has memories recalled and kept for one run; whatever happens, there is a result in time. */
record RecallSender(
    RunServices services,
    ExecutionId execution,
    Function<StepPath, String> crewAt,
    ChatCall.Account account,
    NodeId holder) {
  /** An agent without memories does its work too. */
  private static final Duration MEMORY_PATIENCE = Duration.ofSeconds(10);

  /** Documents that are new are read first; who looks after them gives up earlier than this. */
  private static final Duration KNOWLEDGE_PATIENCE = Duration.ofMinutes(15);

  Future<StepResult> send(
      RecallStep step, Instant deadline, ProviderKeys keys, TraceContext trace) {
    var now = services.clock().instant();
    var patience =
        switch (step.request()) {
          case RecallRequest.OfMemory _ -> ofMemory(Duration.between(now, deadline));
          case RecallRequest.Documents _ -> ofKnowledge(Duration.between(now, deadline));
        };
    var address =
        switch (step.request()) {
          case RecallRequest.OfMemory _ -> StepAddresses.MEMORY;
          case RecallRequest.Documents _ -> StepAddresses.KNOWLEDGE;
        };
    var run =
        new RecallRun(
            execution,
            step.path(),
            crewAt.apply(step.path()),
            step.request(),
            now.plus(patience),
            holder.text(),
            account,
            keys,
            trace);
    return services
        .bus()
        .request(address, run, patience)
        .otherwise(cause -> new RecallResult.Failed("no answer: " + cause.getMessage(), null))
        .map(result -> recorded(step, result));
  }

  /** Never so long that an execution is late for what it would remember. */
  private static Duration ofMemory(Duration left) {
    var half = left.isNegative() ? Duration.ZERO : left.dividedBy(2);
    return half.compareTo(MEMORY_PATIENCE) < 0 ? half : MEMORY_PATIENCE;
  }

  private static Duration ofKnowledge(Duration left) {
    var some = left.isNegative() ? Duration.ZERO : left;
    return some.compareTo(KNOWLEDGE_PATIENCE) < 0 ? some : KNOWLEDGE_PATIENCE;
  }

  private static StepResult recorded(RecallStep step, RecallResult result) {
    var kind =
        switch (step.request()) {
          case RecallRequest.Memories _ -> ValueRecorded.Kind.MEMORY;
          case RecallRequest.Documents _ -> ValueRecorded.Kind.KNOWLEDGE;
          case RecallRequest.Remember _ -> ValueRecorded.Kind.REMEMBERED;
        };
    return switch (result) {
      case RecallResult.Recalled(var passages, var bill) ->
          new ValueRecorded(step.path(), kind, passages, null, bill);
      case RecallResult.Failed(var why, var bill) ->
          new ValueRecorded(step.path(), kind, List.of(), why, bill);
    };
  }
}
