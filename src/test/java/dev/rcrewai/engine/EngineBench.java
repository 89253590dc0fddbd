package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.parallel;
import static dev.rcrewai.engine.TestCrews.single;
import static dev.rcrewai.engine.TestCrews.task;

import dev.rcrewai.crew.Task;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.TaskStarted;
import dev.rcrewai.execution.EventData.ToolCompleted;
import dev.rcrewai.step.StepPath;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Prints what one {@link Engine#next} takes, in microseconds; the best of several rounds. */
final class EngineBench {
  private static final int ROUNDS = 15;
  private static final int CALLS = 300;
  private static final int TURNS = 50;
  private static final int TASKS = 100;

  private EngineBench() {}

  static void main() {
    var talker = single(agent("a", TURNS + 5, null, "search"));
    var talk = run(talker, chatter());
    var last = StepPath.task("x").attempt(1).turn(TURNS);
    print("50 turns of 2 calls, the next chat is missing", talker, until(talk, last.tool(1)));
    print("50 turns of 2 calls, a call is missing", talker, until(talk, last.tool(0)));

    var tasks = IntStream.range(0, TASKS).mapToObj(i -> task("t" + i, "a")).toArray(Task[]::new);
    var crowd = parallel(List.of(agent("a", "search")), tasks);
    var all = run(crowd, plain());
    print(
        "100 parallel tasks, all at their first chat",
        crowd,
        only(all, TaskStarted.class::isInstance));
    print("100 parallel tasks, one open", crowd, only(all, event -> !isBelow(event, "t99")));
  }

  /** Two searches a turn, with results of 2,000 characters. */
  private static Script chatter() {
    var script = plain();
    for (int turn = 1; turn <= TURNS; turn++) {
      var line = call("search", "a" + turn, "search", "b" + turn);
      script.on("x/attempt/1/turn/" + turn + "/chat", line);
    }
    return script.on(".*tool.*", path -> new ToolCompleted(path, "r".repeat(2000) + path));
  }

  private static List<EventData> run(Plan plan, Script script) {
    var shell = new ScriptedShell(plan, script, 1);
    shell.run();
    return shell.events();
  }

  /** The events up to the result at this path and whatever came beside it. */
  private static Recorded until(List<EventData> events, StepPath path) {
    var recorded = new Recorded();
    for (var event : events) {
      add(recorded, event);
      if (event instanceof EventData.OfStep step && step.path().equals(path)) {
        break;
      }
    }
    return recorded;
  }

  private static Recorded only(List<EventData> events, Predicate<EventData> kept) {
    var recorded = new Recorded();
    events.stream().filter(kept).forEach(event -> add(recorded, event));
    return recorded;
  }

  private static void add(Recorded recorded, EventData event) {
    recorded.add(new Event(1, ScriptedShell.START, event));
  }

  private static boolean isBelow(EventData event, String task) {
    return event instanceof EventData.OfStep step && step.path().taskName().equals(task);
  }

  private static void print(String what, Plan plan, Recorded recorded) {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        if (!(Engine.next(plan, recorded) instanceof Next.Missing)) {
          throw new AssertionError(what + ": has ended");
        }
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    System.out.println(what + ": " + best / CALLS / 1000 + " us");
  }
}
