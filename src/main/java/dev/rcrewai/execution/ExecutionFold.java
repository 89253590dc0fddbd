package dev.rcrewai.execution;

import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Folds a journal, event by event, into what it says. Single-threaded. */
public final class ExecutionFold {
  private final ExecutionAccepted accepted;
  private final Instant createdAt;
  private final Map<String, TaskState> tasks = new LinkedHashMap<>();
  private final Waits waits = new Waits();
  private final Questions questions = new Questions();
  private Status status = Status.QUEUED;
  private @Nullable Outcome outcome;
  private @Nullable String output;
  private @Nullable Instant startedAt;
  private @Nullable Instant endedAt;
  private @Nullable Instant parkedAt;
  private Instant deadline;
  private Usage usage = Usage.NONE;
  private @Nullable BigDecimal cost = BigDecimal.ZERO;
  private Instant lastAt;
  private long lastSeq;
  private boolean ofNewerServer;

  private ExecutionFold(ExecutionAccepted accepted, Event first) {
    this.accepted = accepted;
    this.createdAt = first.at();
    this.deadline = accepted.deadline();
    this.lastAt = first.at();
    this.lastSeq = first.seq();
    this.ofNewerServer = accepted.engineVersion() > Acceptor.ENGINE_VERSION;
  }

  /** Begins with the first events of a journal; the very first is {@code execution.accepted}. */
  public static ExecutionFold of(List<Event> events) {
    var first = events.getFirst();
    if (!(first.data() instanceof ExecutionAccepted accepted)) {
      throw new IllegalArgumentException(
          "a journal begins with " + EventType.of(first.data()) + ", not execution.accepted");
    }
    var fold = new ExecutionFold(accepted, first);
    events.subList(1, events.size()).forEach(fold::apply);
    return fold;
  }

  /** Takes the next event of the journal. */
  public void apply(Event event) {
    if (event.seq() != lastSeq + 1) {
      throw new IllegalArgumentException("event " + event.seq() + " follows " + lastSeq);
    }
    lastSeq = event.seq();
    lastAt = event.at();
    switch (event.data()) {
      case EventData.ExecutionStarted _, EventData.ExecutionResumed _ -> run(event.at());
      case EventData.ExecutionReleased released -> release(released.status(), event.at());
      case EventData.Note note -> note(note, event.at());
      case EventData.Wait wait -> waits.apply(wait, event.at());
      case EventData.ChatCompleted chat -> {
        waits.over(chat.path());
        bill(chat.bill());
      }
      case EventData.ChatFailed chat -> {
        waits.over(chat.path());
        bill(chat.bill());
      }
      case EventData.ValueRecorded value -> recalled(value);
      case EventData.InputReceived(var path, _, _, _, _) -> questions.answered(path);
      case EventData.TimerFired timer -> questions.fired(timer);
      case EventData.Terminal terminal -> end(terminal, event.at());
      case EventData.ExecutionAccepted _ ->
          throw new IllegalArgumentException("accepted twice, at seq " + event.seq());
      case EventData.ChatStarted chat -> waits.over(chat.path());
      case EventData.ToolStarted _,
          EventData.ToolCompleted _,
          EventData.ToolFailed _,
          EventData.ToolUnknown _,
          EventData.CancelRequested _ -> {}
      case EventData.Unrecognized _ -> ofNewerServer = true;
    }
  }

  /** What was said so far. */
  public Execution execution() {
    return new Execution(
        accepted,
        status,
        outcome,
        output,
        createdAt,
        startedAt,
        endedAt,
        deadline,
        usage,
        cost,
        new ArrayList<>(tasks.values()),
        waits.all(),
        questions.all(),
        lastSeq);
  }

  /** The same in one line. */
  public Summary summary() {
    return new Summary(
        accepted.executionId(),
        accepted.crewName(),
        accepted.caller(),
        status,
        outcome,
        accepted.requestId(),
        createdAt,
        startedAt,
        endedAt,
        usage,
        cost,
        lastSeq);
  }

  /** What was asked for. */
  public ExecutionAccepted accepted() {
    return accepted;
  }

  /** Where it stands. */
  public Status status() {
    return status;
  }

  /** By when it has to have ended; the time that it waited for people is given back to it. */
  public Instant deadline() {
    return deadline;
  }

  /** When somebody has to look at it: at its deadline, or, parked, at the first expiry. */
  public Instant due() {
    return status == Status.WAITING ? questions.nextExpiry().orElse(deadline) : deadline;
  }

  /** What people are asked at that path now, or null. */
  public @Nullable OpenQuestion question(StepPath path) {
    return questions.find(path);
  }

  /**
   * Whether a newer version of the server accepted it or wrote to it, so that this one must not.
   */
  public boolean isOfNewerServer() {
    return ofNewerServer;
  }

  /** Where it calls back, or null. */
  public @Nullable Webhook webhook() {
    return accepted.webhook();
  }

  /** The seq of the last event taken. */
  public long lastSeq() {
    return lastSeq;
  }

  /** When the last event taken was born. */
  public Instant lastAt() {
    return lastAt;
  }

  /** What the chats so far used. */
  public Usage usage() {
    return usage;
  }

  /** What they cost, or null where a model that answered has no price. */
  public @Nullable BigDecimal costUsd() {
    return cost;
  }

  private void release(Status released, Instant at) {
    waits.clear();
    status = released;
    parkedAt = released == Status.WAITING ? at : null;
  }

  private void run(Instant at) {
    waits.clear();
    if (parkedAt != null) {
      deadline = deadline.plus(Duration.between(parkedAt, at));
      parkedAt = null;
    }
    status = Status.RUNNING;
    startedAt = startedAt == null ? at : startedAt;
  }

  private void recalled(EventData.ValueRecorded value) {
    if (value.bill() != null) {
      bill(value.bill());
    }
    if (value.kind() == EventData.ValueRecorded.Kind.KNOWLEDGE) {
      tasks.computeIfPresent(
          value.path().taskName(), (_, state) -> state.knowing(value.passages()));
    }
  }

  private void note(EventData.Note note, Instant at) {
    switch (note) {
      case EventData.TaskStarted t -> tasks.put(t.task(), pending(t.task(), t.agent()).started(at));
      case EventData.TaskCompleted t ->
          tasks.put(t.task(), state(t.task(), t.agent()).completed(t.output(), t.state(), at));
      case EventData.TaskFailed t ->
          tasks.put(t.task(), state(t.task(), t.agent()).failed(t.outcome(), t.detail(), at));
      case EventData.TaskSkipped t ->
          tasks.put(t.task(), state(t.task(), t.agent()).skipped(t.reason(), at));
      case EventData.InputRequested(var path, var question) -> questions.asked(path, question, at);
      case EventData.OutputRejected _ -> {}
    }
    if (note instanceof EventData.TaskClosed closed) {
      questions.taskClosed(closed.task());
    }
  }

  private TaskState state(String task, String agent) {
    var known = tasks.get(task);
    return known == null ? pending(task, agent) : known;
  }

  private static TaskState pending(String task, String agent) {
    return TaskState.pending(task, agent);
  }

  private void bill(ChatResult.Bill bill) {
    usage = usage.plus(bill.usage());
    if (cost != null && !bill.usage().equals(Usage.NONE)) {
      cost = bill.costUsd() == null ? null : cost.add(bill.costUsd());
    }
  }

  private void end(EventData.Terminal terminal, Instant at) {
    waits.clear();
    questions.clear();
    outcome = terminal.outcome();
    endedAt = at;
    switch (terminal) {
      case EventData.ExecutionCompleted done -> {
        status = Status.COMPLETED;
        output = done.output();
      }
      case EventData.ExecutionFailed failed -> {
        status = Status.FAILED;
        output = failed.detail();
      }
      case EventData.ExecutionCancelled cancelled -> {
        status = Status.CANCELLED;
        output = "cancelled by " + cancelled.by();
      }
    }
  }
}
