package dev.rcrewai.execution;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.step.Answer;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.ChatWait;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.Passage;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.RecallResult;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to an execution. Names and fields are the journal's format, the event stream's
 * and the API's: they only ever grow. {@link EventType} has the word of each.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "type")
@JsonTypeIdResolver(EventType.Resolver.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface EventData {

  /** An event about one step. */
  sealed interface OfStep extends EventData {
    StepPath path();
  }

  /** A conclusion of the engine; it is carried out by being appended. */
  sealed interface Note extends OfStep {}

  /** How a task ended; nothing below the task is read after it. */
  sealed interface TaskClosed extends Note {
    String task();

    String agent();
  }

  /** The result of a step that ran; recorded once. */
  sealed interface StepResult extends OfStep {}

  /** A chat that waits before it is sent; it says nothing about what the chat will bring. */
  sealed interface Wait extends OfStep {}

  /** The last event of a journal. */
  sealed interface Terminal extends EventData {
    Outcome outcome();

    /** What the whole execution used. */
    Usage usage();

    /** What it cost, or null where a model that answered has no price. */
    @Nullable BigDecimal costUsd();
  }

  /**
   * The execution exists. Pins everything that the engine reads.
   *
   * @param crewHash names the {@link Pinned} crew or flow in the store
   * @param maxRetries replaces each task's own, or null
   * @param retryOf the execution whose successful steps this one inherits, or null
   * @param callerKeys providers that are asked with keys of the caller, in alphabetical order; only
   *     the node that accepted it has the keys
   * @param keyNames by provider, the name of a key that is kept for the caller
   * @param webhook where it calls back, or null
   */
  record ExecutionAccepted(
      ExecutionId executionId,
      String crewName,
      String crewHash,
      Map<String, Object> inputs,
      String caller,
      @Nullable String requestId,
      Duration timeout,
      Instant deadline,
      @Nullable Integer maxRetries,
      Map<String, String> metadata,
      @Nullable ExecutionId retryOf,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> callerKeys,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> keyNames,
      @Nullable Webhook webhook,
      int engineVersion)
      implements EventData {
    /** Journals of earlier versions have neither {@code callerKeys} nor {@code keyNames}. */
    @SuppressWarnings("ConstantValue")
    public ExecutionAccepted {
      callerKeys = callerKeys == null ? List.of() : List.copyOf(callerKeys);
      keyNames = keyNames == null ? Map.of() : Map.copyOf(keyNames);
    }
  }

  record ExecutionStarted(String node, long epoch) implements EventData {}

  record ExecutionResumed(String node, long epoch) implements EventData {}

  record ExecutionReleased(String reason) implements EventData {
    /** Only people can bring it on; for every other reason it goes back into the queue. */
    public static final String WAITING = "waiting";

    /** Where it leaves the execution. */
    @JsonIgnore
    public Status status() {
      return reason.equals(WAITING) ? Status.WAITING : Status.QUEUED;
    }
  }

  record TaskStarted(StepPath path, String task, String agent) implements Note {}

  /** A question was put to people; its path is the question's. */
  record InputRequested(StepPath path, Question question) implements Note {}

  /**
   * An attempt's answer was not accepted.
   *
   * @param by what did not accept it; null where a person did not
   */
  record OutputRejected(StepPath path, String reason, @Nullable Check by) implements Note {
    /** What an answer has to pass before people see it. */
    public enum Check {
      SCHEMA,
      GUARDRAIL,
      JUDGE;

      /** As journals and streams have it. */
      @JsonValue
      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    /** A person wants it changed. */
    public OutputRejected(StepPath path, String reason) {
      this(path, reason, null);
    }
  }

  /**
   * A task is done, or the run of a flow's step.
   *
   * @param state what the step writes to the flow's state; null for a task and where it is nothing
   */
  record TaskCompleted(
      StepPath path, String task, String agent, String output, @Nullable StateWrite state)
      implements TaskClosed {
    /** One that writes nothing. */
    public TaskCompleted(StepPath path, String task, String agent, String output) {
      this(path, task, agent, output, null);
    }
  }

  /**
   * A task failed, or the run of a flow's step.
   *
   * @param label with which the flow goes on; null for a task and where the flow fails too
   */
  record TaskFailed(
      StepPath path,
      String task,
      String agent,
      Outcome outcome,
      String detail,
      @Nullable String label)
      implements TaskClosed {
    /** One that nobody listens to. */
    public TaskFailed(StepPath path, String task, String agent, Outcome outcome, String detail) {
      this(path, task, agent, outcome, detail, null);
    }
  }

  /**
   * A task is not done.
   *
   * @param condition its own condition, which did not hold; null where it was not done because one
   *     that it needs has no answer
   */
  record TaskSkipped(
      StepPath path, String task, String agent, String reason, @Nullable String condition)
      implements TaskClosed {
    /** One whose needs were not met. */
    public TaskSkipped(StepPath path, String task, String agent, String reason) {
      this(path, task, agent, reason, null);
    }

    /** Whether this is as its author wanted it, and no failure. */
    @JsonIgnore
    public boolean isIntended() {
      return condition != null;
    }
  }

  record ChatStarted(StepPath path, int call, String agent, String provider, String model)
      implements OfStep {}

  /** It has waited for a while; told once for each reason. */
  record ChatWaiting(StepPath path, int call, String provider, ChatWait.Reason why)
      implements Wait {}

  /** It waits no more. */
  record ChatResumed(StepPath path, int call) implements Wait {}

  record ChatCompleted(StepPath path, int call, ChatResult.Reply reply, Bill bill)
      implements StepResult {}

  record ChatFailed(StepPath path, int call, ChatFailure failure, String detail, Bill bill)
      implements StepResult {}

  record ToolStarted(StepPath path, ToolCall call) implements OfStep {}

  record ToolCompleted(StepPath path, String output) implements StepResult {}

  record ToolFailed(StepPath path, String error) implements StepResult {}

  record ToolUnknown(StepPath path, String error) implements StepResult {}

  /**
   * What varies from one look to the next was recalled, or kept in mind; from now on it is this.
   *
   * @param passages what there was, the best first; or what was kept
   * @param failure why there is nothing; null where that is as it should be
   * @param bill of the vectors that it took, or null where it took none
   */
  record ValueRecorded(
      StepPath path,
      Kind kind,
      List<Passage> passages,
      @Nullable String failure,
      @Nullable Bill bill)
      implements StepResult {
    /** What was asked for. */
    public enum Kind {
      /** What the crew remembers for its caller. */
      MEMORY,
      /** What documents say. */
      KNOWLEDGE,
      /** What a task taught was kept in mind. */
      REMEMBERED;

      /** As journals and streams have it. */
      @JsonValue
      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    public ValueRecorded {
      passages = List.copyOf(passages);
    }

    /** Whether it says nothing of what was asked for, since it was stopped. */
    @JsonIgnore
    public boolean isStopped() {
      return RecallResult.Failed.STOPPED.equals(failure);
    }
  }

  /**
   * A person answered.
   *
   * @param by who it was
   * @param answeredAt when the answer was accepted, which may be before it was journaled
   */
  record InputReceived(
      StepPath path, Answer.Decision decision, String text, String by, Instant answeredAt)
      implements StepResult {}

  /** A moment that the engine asked to be told of has come. */
  record TimerFired(StepPath path, String timer) implements OfStep {
    /** At an attempt's path: the pause before it is over. */
    public static final String BACKOFF = "backoff";

    /** At a task's path: its agent has used up its time. */
    public static final String TIME_LIMIT = "time_limit";

    /** At a question's path: nobody has answered it in time. */
    public static final String EXPIRY = "expiry";
  }

  record CancelRequested(String by, @Nullable String reason) implements EventData {}

  record ExecutionCompleted(String output, Usage usage, @Nullable BigDecimal costUsd)
      implements Terminal {
    @Override
    @JsonIgnore
    public Outcome outcome() {
      return Outcome.COMPLETED;
    }
  }

  record ExecutionFailed(Outcome outcome, String detail, Usage usage, @Nullable BigDecimal costUsd)
      implements Terminal {}

  record ExecutionCancelled(String by, Usage usage, @Nullable BigDecimal costUsd)
      implements Terminal {
    @Override
    @JsonIgnore
    public Outcome outcome() {
      return Outcome.CANCELLED;
    }
  }

  /** Written by a newer version of the server; kept as it is, and the execution left to it. */
  record Unrecognized(String type, ObjectNode body) implements EventData {}
}
