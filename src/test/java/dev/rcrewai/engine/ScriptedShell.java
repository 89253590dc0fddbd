package dev.rcrewai.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.engine.Next.Timer;
import dev.rcrewai.engine.Step.AskStep;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.engine.Step.NoteStep;
import dev.rcrewai.engine.Step.RecallStep;
import dev.rcrewai.engine.Step.ToolStep;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.ChatStarted;
import dev.rcrewai.execution.EventData.InputRequested;
import dev.rcrewai.execution.EventData.StepResult;
import dev.rcrewai.execution.EventData.TimerFired;
import dev.rcrewai.execution.EventData.ToolStarted;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The engine's shell without a server: runs what is missing against a script, lets one of the
 * results arrive (which one, the seed decides) and asks again. Checks at every step what must
 * always hold. Time stands still; a time limit passes only when nothing else can happen.
 */
final class ScriptedShell {
  static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
  private static final int STEPS_MAX = 10_000;

  /** A step that runs, and what will come of it; null where nothing ever does. */
  private record Flight(@Nullable StepResult result) {}

  private final Course plan;
  private final Function<Step, @Nullable StepResult> script;
  private final Random random;
  private final Recorded recorded = new Recorded();
  private final List<Event> journal = new ArrayList<>();
  private final Map<StepPath, Flight> inFlight = new LinkedHashMap<>();
  private final List<Step> ran = new ArrayList<>();
  private final List<Timer> waited = new ArrayList<>();
  private Instant now = START;
  private Map<StepPath, Step> mustStay = new LinkedHashMap<>();
  private int inFlightMax;
  private boolean intents;

  ScriptedShell(Course plan, Function<Step, @Nullable StepResult> script, long seed) {
    this.plan = plan;
    this.script = script;
    this.random = new Random(seed);
  }

  /** Begins with nothing but the acceptance. */
  static ScriptedShell fresh(Course plan, Function<Step, @Nullable StepResult> script, long seed) {
    return new ScriptedShell(plan, script, seed).after(List.of(accepted(plan)));
  }

  /** Takes in what an earlier process, or an earlier execution, has recorded. */
  ScriptedShell after(List<? extends EventData> events) {
    events.forEach(this::write);
    return this;
  }

  /** Also writes when a chat or tool begins, as the server does. */
  ScriptedShell withIntents() {
    intents = true;
    return this;
  }

  Next.Ended run() {
    for (int asked = 0; asked < STEPS_MAX; asked++) {
      var next = Engine.next(plan, recorded);
      require(Engine.next(plan, recorded).equals(next), "asked twice, it says something else");
      switch (next) {
        case Next.Ended ended -> {
          require(inFlight.isEmpty(), "in flight at the end");
          assertThat(Engine.orphans(plan, recorded)).isEmpty();
          return ended;
        }
        case Next.Missing(var steps, var timers) -> advance(steps, timers);
      }
    }
    throw new AssertionError("does not end: " + journal);
  }

  private void advance(List<Step> steps, List<Timer> timers) {
    var missing = new LinkedHashMap<StepPath, Step>();
    for (var step : steps) {
      require(missing.put(step.path(), step) == null, "the same path twice");
    }
    checkMonotone(missing);
    boolean noted = false;
    for (var step : steps) {
      if (step instanceof NoteStep(var note)) {
        append(note);
        mustStay.remove(note.path());
        noted = true;
      } else if (!inFlight.containsKey(step.path())) {
        begin(step);
      }
    }
    inFlightMax = Math.max(inFlightMax, inFlight.size());
    if (!noted) {
      happen(timers);
    }
  }

  private void begin(Step step) {
    inFlight.put(step.path(), new Flight(script.apply(step)));
    ran.add(step);
    int call = recorded.begun(step.path()) + 1;
    switch (step) {
      case ChatStep(var path, var agent, var request, _) when intents ->
          append(new ChatStarted(path, call, agent, "openai", request.model().model()));
      case ToolStep(var path, _, _, var told) when intents -> append(new ToolStarted(path, told));
      case ChatStep _, ToolStep _, RecallStep _, AskStep _, NoteStep _ -> {}
    }
  }

  /** Nothing that was missing has gone or changed, but for what a task that closes held. */
  private void checkMonotone(Map<StepPath, Step> missing) {
    mustStay.forEach((path, step) -> {
      boolean closes = missing.containsKey(StepPath.task(path.taskName()).closed());
      require(closes || step.equals(missing.get(path)), path + " is no longer missing");
      if (closes) {
        inFlight.remove(path);
      }
    });
    require(missing.keySet().containsAll(inFlight.keySet()), "in flight, but not missing");
    mustStay = missing;
  }

  /** One result arrives or one pause ends; only when there is neither, a time limit passes. */
  private void happen(List<Timer> timers) {
    var possible = new ArrayList<Runnable>();
    for (var flight : inFlight.values()) {
      var result = flight.result();
      if (result != null) {
        possible.add(() -> arrive(result));
      }
    }
    timers.stream()
        .filter(timer -> timer.name().equals(TimerFired.BACKOFF) || possible.isEmpty())
        .forEach(timer -> possible.add(() -> fire(timer)));
    require(!possible.isEmpty(), "cannot go on");
    possible.get(random.nextInt(possible.size())).run();
  }

  private void arrive(StepResult result) {
    inFlight.remove(result.path());
    mustStay.remove(result.path());
    append(result);
  }

  private void fire(Timer timer) {
    now = timer.at().isAfter(now) ? timer.at() : now;
    waited.add(timer);
    if (timer.name().equals(TimerFired.EXPIRY)) {
      mustStay.remove(timer.path()); // nobody is asked any more
      inFlight.remove(timer.path());
    }
    append(new TimerFired(timer.path(), timer.name()));
  }

  private void append(EventData data) {
    require(write(data), "recorded before, or for a closed task");
  }

  private boolean write(EventData data) {
    var event = new Event(journal.size() + 1, now, data);
    journal.add(event);
    return recorded.add(event);
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise + "; the journal: " + journal);
    }
  }

  List<Event> journal() {
    return journal;
  }

  List<EventData> events() {
    return journal.stream().map(Event::data).toList();
  }

  /** The results, notes and timers that are recorded, without order and time. */
  Map<StepPath, EventData> records() {
    var records = new LinkedHashMap<StepPath, EventData>();
    for (var data : events()) {
      if (data instanceof TimerFired(var path, var timer)) {
        records.put(path.timer(timer), data);
      } else if (data instanceof InputRequested(var path, _)) {
        records.put(path.asked(), data);
      } else if (data instanceof StepResult || data instanceof EventData.Note) {
        records.put(((EventData.OfStep) data).path(), data);
      }
    }
    return records;
  }

  Recorded recorded() {
    return recorded;
  }

  /** The timers that fired, in order. */
  List<Timer> waited() {
    return waited;
  }

  List<ChatStep> chats() {
    return ran.stream().filter(ChatStep.class::isInstance).map(ChatStep.class::cast).toList();
  }

  List<ToolStep> tools() {
    return ran.stream().filter(ToolStep.class::isInstance).map(ToolStep.class::cast).toList();
  }

  List<Step> ran() {
    return ran;
  }

  int inFlightMax() {
    return inFlightMax;
  }

  static EventData.ExecutionAccepted accepted(Course plan) {
    return new EventData.ExecutionAccepted(
        new ExecutionId("01234567-89ab-7def-8123-456789abcdef"),
        plan.name(),
        "hash",
        plan.inputs(),
        "ann",
        null,
        Duration.ofMinutes(5),
        START.plus(Duration.ofMinutes(5)),
        plan.maxRetries(),
        Map.of(),
        null,
        List.of(),
        Map.of(),
        null,
        1);
  }
}
