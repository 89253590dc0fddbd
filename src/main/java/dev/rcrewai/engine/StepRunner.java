package dev.rcrewai.engine;

import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.engine.Step.RecallStep;
import dev.rcrewai.engine.Step.ToolStep;
import dev.rcrewai.execution.EventData.ChatCompleted;
import dev.rcrewai.execution.EventData.ChatFailed;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.execution.EventData.StepResult;
import dev.rcrewai.execution.EventData.ToolCompleted;
import dev.rcrewai.execution.EventData.ToolFailed;
import dev.rcrewai.execution.EventData.ToolUnknown;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.Pinned;
import dev.rcrewai.step.Abort;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.ImageLoad;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolRun;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the steps of one run over the bus and knows which are in flight. Lives on the run's
 * context; every step sent comes back as exactly one result.
 */
final class StepRunner {
  /** Beyond the deadline the answer itself is overdue: whoever works on it has failed. */
  private static final Duration REPLY_MARGIN = Duration.ofSeconds(5);

  private final RunServices services;
  private final ExecutionAccepted accepted;
  private final Pinned pinned;
  private final Function<StepPath, String> crewAt;
  private final ChatCall.Account account;
  private final NodeId holder;
  private final RecallSender recalls;
  private final Supplier<Instant> deadline;
  private final BiConsumer<StepResult, Arrival> onResult;
  private final Map<StepPath, Integer> inFlight = new HashMap<>();
  private final Set<StepPath> loading = new HashSet<>();

  /** Whether somebody still waits for a result. */
  enum Arrival {
    AWAITED,
    /** It was aborted before; only its cost counts. */
    LATE
  }

  StepRunner(
      RunServices services,
      ExecutionAccepted accepted,
      Pinned pinned,
      Function<StepPath, String> crewAt,
      NodeId holder,
      Supplier<Instant> deadline,
      BiConsumer<StepResult, Arrival> onResult) {
    this.services = services;
    this.accepted = accepted;
    this.pinned = pinned;
    this.crewAt = crewAt;
    var budget = pinned.budget();
    this.account =
        new ChatCall.Account(
            accepted.caller(),
            accepted.crewName(),
            budget == null ? null : budget.tokens(),
            budget == null ? null : budget.usd());
    this.holder = holder;
    this.recalls = new RecallSender(services, accepted.executionId(), crewAt, account, holder);
    this.deadline = deadline;
    this.onResult = onResult;
  }

  boolean isInFlight(StepPath path) {
    return inFlight.containsKey(path);
  }

  int inFlight() {
    return inFlight.size();
  }

  /** Counts the step as in flight before it is sent, while its intent becomes durable. */
  void reserve(StepPath path, int call) {
    inFlight.put(path, call);
  }

  void chat(ChatStep step, int call, ProviderKeys keys) {
    reserve(step.path(), call);
    if (step.files().isEmpty()) {
      send(step, step.request(), call, keys);
      return;
    }
    loading.add(step.path());
    services
        .bus()
        .request(StepAddresses.IMAGES, new ImageLoad(accepted.caller(), step.files()), patience())
        .otherwise(
            cause -> new ImageLoad.Refused("the attachments cannot be read: " + cause.getMessage()))
        .onSuccess(loaded -> send(step, loaded, call, keys));
  }

  /** With its pictures, unless it was aborted while they were read. */
  private void send(ChatStep step, ImageLoad.Result loaded, int call, ProviderKeys keys) {
    if (!loading.remove(step.path())) {
      arrived(unsent(step, call, ChatFailure.ABORTED, "stopped before it was sent"), call);
      return;
    }
    switch (loaded) {
      case ImageLoad.Loaded(var images) -> send(step, step.request().showing(images), call, keys);
      case ImageLoad.Refused(var why) ->
          arrived(unsent(step, call, ChatFailure.BAD_REQUEST, why), call);
    }
  }

  private void send(ChatStep step, ChatRequest request, int call, ProviderKeys keys) {
    var delivery =
        services.watchers().isLive(accepted.executionId()) ? Delivery.STREAMED : Delivery.WHOLE;
    var message =
        new ChatCall(
            accepted.executionId(),
            step.path(),
            call,
            request,
            delivery,
            deadline.get(),
            holder.text(),
            account,
            keys,
            task(step.path()));
    services
        .bus()
        .request(StepAddresses.CHAT, message, patience())
        .otherwise(cause -> lost(step, cause))
        .onSuccess(result -> arrived(chatted(step.path(), call, result), call));
  }

  void tool(ToolStep step) {
    reserve(step.path(), 1);
    var message =
        new ToolRun(
            accepted.executionId(),
            step.path(),
            accepted.caller(),
            step.call(),
            deadline.get(),
            task(step.path()),
            remote(step));
    services
        .bus()
        .request(StepAddresses.TOOL, message, patience())
        .otherwise(cause -> lost(step, cause))
        .onSuccess(result -> arrived(used(step.path(), result), 1));
  }

  void recall(RecallStep step, ProviderKeys keys) {
    reserve(step.path(), 1);
    recalls
        .send(step, deadline.get(), keys, task(step.path()))
        .onSuccess(result -> arrived(result, 1));
  }

  /** The tool as it was pinned, where another server answers for it. */
  private @Nullable ToolSpec remote(ToolStep step) {
    for (var spec : pinned.tools(crewAt.apply(step.path()))) {
      if (spec.name().equals(step.call().name())) {
        return spec.home() == null ? null : spec;
      }
    }
    return null;
  }

  /** The task that a step is part of, in the trace. */
  private TraceContext task(StepPath path) {
    return services.tracing().of(accepted.metadata()).of(accepted.executionId(), path);
  }

  /** Aborts what is in flight and not wanted any more. */
  void abortAllBut(Set<StepPath> wanted) {
    for (var path : List.copyOf(inFlight.keySet())) {
      if (!wanted.contains(path)) {
        inFlight.remove(path);
        abort(path);
      }
    }
  }

  /** Asks everything in flight to end now; the results still arrive. */
  void abortAll() {
    inFlight.keySet().forEach(this::abort);
  }

  private void abort(StepPath path) {
    loading.remove(path);
    services.bus().publish(StepAddresses.ABORT, new Abort(accepted.executionId(), path));
  }

  private void arrived(StepResult result, int call) {
    boolean awaited = inFlight.remove(result.path(), call);
    onResult.accept(result, awaited ? Arrival.AWAITED : Arrival.LATE);
  }

  private Duration patience() {
    var left = Duration.between(services.clock().instant(), deadline.get());
    return (left.isNegative() ? Duration.ZERO : left).plus(REPLY_MARGIN);
  }

  private static StepResult chatted(StepPath path, int call, ChatResult result) {
    return switch (result) {
      case ChatResult.Replied(var reply, var bill) -> new ChatCompleted(path, call, reply, bill);
      case ChatResult.Failed(var failure, var detail, var bill) ->
          new ChatFailed(path, call, failure, detail, bill);
    };
  }

  private static StepResult used(StepPath path, ToolResult result) {
    return switch (result) {
      case ToolResult.Completed(var text) -> new ToolCompleted(path, text);
      case ToolResult.Failed(var text) -> new ToolFailed(path, text);
      case ToolResult.Unknown(var text) -> new ToolUnknown(path, text);
    };
  }

  private static ChatResult lost(ChatStep step, Throwable cause) {
    return free(
        step, ChatFailure.TIMEOUT, "no answer from the chat service: " + cause.getMessage());
  }

  private static StepResult unsent(ChatStep step, int call, ChatFailure failure, String detail) {
    return chatted(step.path(), call, free(step, failure, detail));
  }

  private static ChatResult free(ChatStep step, ChatFailure failure, String detail) {
    var model = step.request().model();
    var bill = new Bill(model.provider(), model.model(), Usage.NONE, BigDecimal.ZERO);
    return new ChatResult.Failed(failure, detail, bill);
  }

  private static ToolResult lost(ToolStep step, Throwable cause) {
    var detail = "no answer from the tool service: " + cause.getMessage();
    return step.sideEffects() ? new ToolResult.Unknown(detail) : new ToolResult.Failed(detail);
  }
}
