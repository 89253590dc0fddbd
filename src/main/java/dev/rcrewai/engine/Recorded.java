package dev.rcrewai.engine;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.OutputRejected;
import dev.rcrewai.execution.EventData.TaskClosed;
import dev.rcrewai.execution.EventData.ValueRecorded;
import dev.rcrewai.step.Answer;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolExperience;
import dev.rcrewai.step.ToolResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a journal says about its steps, by path: the results, the notes, the timers that fired. The
 * first result of a path stands; a second one, or one for a closed task, changes nothing. Lookups
 * are constant in time. For one thread.
 */
public final class Recorded {
  private final Map<StepPath, Instant> times = new HashMap<>();
  private final Map<StepPath, ChatResult> chats = new HashMap<>();
  private final Map<StepPath, ToolResult> tools = new HashMap<>();
  private final Map<StepPath, ValueRecorded> values = new HashMap<>();
  private final Map<StepPath, Question> questions = new HashMap<>();
  private final Map<StepPath, Answer> answers = new HashMap<>();
  private final Map<StepPath, OutputRejected> rejections = new HashMap<>();
  private final Map<String, Pause> pauses = new HashMap<>();
  private final Map<String, TaskClosed> closed = new HashMap<>();
  private final Map<StepPath, Integer> begun = new HashMap<>();

  /** What is recorded of the crews in a flow, each as if it were alone, by run of a step. */
  private final Map<String, Recorded> crews = new HashMap<>();

  private EventData.@Nullable ExecutionAccepted accepted;
  private @Nullable Instant acceptedAt;

  /** What was looked up, where somebody wants to know; else null. */
  private @Nullable Set<StepPath> lookups;

  /**
   * Takes in the next event of the journal.
   *
   * @return whether it changed anything that the engine or its shell reads
   */
  public boolean add(Event event) {
    return add(event.data(), event.at());
  }

  boolean add(EventData data, Instant at) {
    return switch (data) {
      case EventData.ExecutionAccepted first -> accept(first, at);
      case EventData.OfStep step when !step.path().run().isEmpty() -> {
        var run = step.path().run();
        yield !closed.containsKey(run) && of(run).add(Scope.outOf(step), at);
      }
      case EventData.OfStep step ->
          !closed.containsKey(step.path().taskName()) && addStep(step, at);
      case EventData.ExecutionStarted _,
          EventData.ExecutionResumed _,
          EventData.ExecutionReleased _,
          EventData.CancelRequested _,
          EventData.Terminal _,
          EventData.Unrecognized _ ->
          false;
    };
  }

  private boolean accept(EventData.ExecutionAccepted first, Instant at) {
    accepted = first;
    acceptedAt = at;
    return true;
  }

  private boolean addStep(EventData.OfStep step, Instant at) {
    return switch (step) {
      case EventData.ChatStarted(var path, int call, _, _, _) -> begin(path, call);
      case EventData.ToolStarted(var path, _) -> begin(path, 1);
      case EventData.Wait _ -> false;
      case EventData.TimerFired(var path, var timer) -> fire(path, timer, at);
      case EventData.StepResult result -> first(result.path(), at) && addResult(result, at);
      case TaskClosed end -> first(end.path(), at) && closed.put(end.task(), end) == null;
      case EventData.TaskStarted note -> first(note.path(), at);
      case OutputRejected note ->
          first(note.path(), at) && rejections.put(note.path(), note) == null;
      case EventData.InputRequested(var path, var question) -> ask(path, question, at);
    };
  }

  private boolean fire(StepPath path, String timer, Instant at) {
    if (!first(path.timer(timer), at)) {
      return false;
    }
    if (timer.equals(EventData.TimerFired.EXPIRY)) {
      goOn(path, at);
    }
    return true;
  }

  private boolean ask(StepPath path, Question question, Instant at) {
    if (!first(path.asked(), at)) {
      return false;
    }
    questions.put(path, question);
    pauses.put(path.taskName(), pause(path.taskName()).begun(path, at));
    return true;
  }

  /** The question at that path is closed. */
  private void goOn(StepPath path, Instant at) {
    pauses.put(path.taskName(), pause(path.taskName()).ended(path, at));
  }

  private boolean addResult(EventData.StepResult result, Instant at) {
    switch (result) {
      case EventData.ChatCompleted(var path, _, var reply, var bill) ->
          chats.put(path, new ChatResult.Replied(reply, bill));
      case EventData.ChatFailed(var path, _, var failure, var detail, var bill) ->
          chats.put(path, new ChatResult.Failed(failure, detail, bill));
      case EventData.ToolCompleted(var path, var text) ->
          tools.put(path, new ToolResult.Completed(text));
      case EventData.ToolFailed(var path, var text) -> tools.put(path, new ToolResult.Failed(text));
      case EventData.ToolUnknown(var path, var text) ->
          tools.put(path, new ToolResult.Unknown(text));
      case ValueRecorded value -> values.put(value.path(), value);
      case EventData.InputReceived(var path, var decision, var text, _, _) -> {
        answers.put(path, new Answer(decision, text));
        goOn(path, at);
      }
    }
    return true;
  }

  private boolean first(StepPath path, Instant at) {
    return times.putIfAbsent(path, at) == null;
  }

  private boolean begin(StepPath path, int call) {
    return begun.merge(path, call, Math::max) == call;
  }

  /** What the execution was accepted with. */
  public EventData.ExecutionAccepted accepted() {
    return present(accepted, "execution.accepted");
  }

  /** When the execution was accepted. */
  public Instant acceptedAt() {
    return present(acceptedAt, "execution.accepted");
  }

  /** How the chat at this path ended, or null where that is not recorded. */
  public @Nullable ChatResult chat(StepPath path) {
    return chats.get(lookUp(path));
  }

  /** How the tool call at this path ended, or null where that is not recorded. */
  public @Nullable ToolResult tool(StepPath path) {
    return tools.get(lookUp(path));
  }

  /** What was recalled, or kept in mind, at this path, or null where that is not recorded. */
  public @Nullable ValueRecorded value(StepPath path) {
    return values.get(lookUp(path));
  }

  /** The tool calls of a task and what came of each, in the order of its chats' paths as text. */
  List<ToolExperience> experiences(String task) {
    var found = new ArrayList<ToolExperience>();
    chats.entrySet().stream()
        .filter(chat -> chat.getKey().taskName().equals(task))
        .sorted(Comparator.comparing(chat -> chat.getKey().text()))
        .forEach(chat -> addExperiences(chat.getKey(), chat.getValue(), found));
    return found;
  }

  private void addExperiences(StepPath path, ChatResult chat, List<ToolExperience> found) {
    if (chat instanceof ChatResult.Replied(ChatResult.ToolsCalled(_, var calls, _), _)) {
      for (int i = 0; i < calls.size(); i++) {
        var result = tools.get(path.callOfChat(i));
        if (result != null) {
          found.add(new ToolExperience(calls.get(i), result));
        }
      }
    }
  }

  /** What people were asked at this path, or null where that is not recorded. */
  public @Nullable Question question(StepPath path) {
    return isRecorded(path.asked()) ? questions.get(path) : null;
  }

  /** What they answered, or null where that is not recorded. */
  public @Nullable Answer answer(StepPath path) {
    return answers.get(lookUp(path));
  }

  /** Why the answer was not accepted, or null where that is not recorded. */
  @Nullable OutputRejected rejection(StepPath path) {
    return rejections.get(lookUp(path));
  }

  /** How long, and since when, this task's people have kept it waiting. */
  Pause pause(String task) {
    return pauses.getOrDefault(task, Pause.NONE);
  }

  /** How the task ended, or null where that is not recorded. */
  public @Nullable TaskClosed closed(String task) {
    return closed.get(task);
  }

  /** Whether a result, note or fired timer with this path is recorded. */
  public boolean isRecorded(StepPath path) {
    return times.containsKey(lookUp(path));
  }

  /** Whether this timer has fired. */
  public boolean fired(StepPath path, String timer) {
    return isRecorded(path.timer(timer));
  }

  /** When the result, note or timer with this path was recorded. */
  public Instant at(StepPath path) {
    return present(times.get(path), path.text());
  }

  /**
   * How often this chat or tool call was begun; 0 where it never was. One that was begun and is not
   * recorded was cut short by a crash.
   */
  public int begun(StepPath path) {
    return path.run().isEmpty() ? begun.getOrDefault(path, 0) : of(path.run()).begun(path.local());
  }

  /** What is recorded of the crew that a flow's step calls in this run, by the crew's own paths. */
  Recorded of(String run) {
    return crews.computeIfAbsent(
        run, _ -> lookups == null ? new Recorded() : new Recorded().watched());
  }

  /** A copy that remembers what it is asked for from now on. */
  Recorded watched() {
    var copy = new Recorded();
    copy.times.putAll(times);
    copy.chats.putAll(chats);
    copy.tools.putAll(tools);
    copy.values.putAll(values);
    copy.questions.putAll(questions);
    copy.answers.putAll(answers);
    copy.rejections.putAll(rejections);
    copy.pauses.putAll(pauses);
    copy.closed.putAll(closed);
    crews.forEach((run, crew) -> copy.crews.put(run, crew.watched()));
    copy.lookups = new HashSet<>();
    return copy;
  }

  /** Whether the walk came to that task. */
  boolean isReached(String taskName) {
    var started = StepPath.task(taskName).started();
    return started.run().isEmpty()
        ? present(lookups, "a watched copy").contains(started)
        : of(started.run()).isReached(started.local().taskName());
  }

  /** What is recorded for open tasks and was never asked for, sorted by path. */
  List<StepPath> ignored() {
    var asked = present(lookups, "a watched copy");
    var own =
        times.keySet().stream()
            .filter(path -> !asked.contains(path) && !closed.containsKey(path.taskName()));
    var ofCrews =
        crews.entrySet().stream()
            .filter(crew -> !closed.containsKey(crew.getKey()))
            .flatMap(
                crew -> crew.getValue().ignored().stream().map(path -> path.within(crew.getKey())));
    return Stream.concat(own, ofCrews).sorted(Comparator.comparing(StepPath::text)).toList();
  }

  private StepPath lookUp(StepPath path) {
    if (lookups != null) {
      lookups.add(path);
    }
    return path;
  }

  private static <T> T present(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalStateException(name + " is not recorded");
    }
    return value;
  }
}
