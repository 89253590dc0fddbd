package dev.rcrewai.engine;

import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.task;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.Guardrail;
import dev.rcrewai.crew.HumanInput;
import dev.rcrewai.crew.OnTaskFailure;
import dev.rcrewai.crew.OutputChecks;
import dev.rcrewai.crew.Process;
import dev.rcrewai.crew.Task;
import dev.rcrewai.engine.Step.AskStep;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.engine.Step.NoteStep;
import dev.rcrewai.engine.Step.RecallStep;
import dev.rcrewai.engine.Step.ToolStep;
import dev.rcrewai.execution.EventData.StepResult;
import dev.rcrewai.execution.EventData.ToolCompleted;
import dev.rcrewai.execution.EventData.ToolUnknown;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.RecallRequest;
import dev.rcrewai.step.RecallResult;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Crews and models made up from a seed; the same seed makes the same ones. */
final class RandomCrews {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<Agent> TEAM =
      List.of(
          TestCrews.reasoning(agent("talker", 3, null), 2),
          TestCrews.delegating(agent("worker", 5, null, "search", "mail")),
          TestCrews.reasoning(agent("hasty", 4, LIMIT, "search", "mail"), 1),
          TestCrews.careful(agent("careful", 5, null, "search", "mail"), "mail"));
  private static final List<ChatFailure> FAILURES = List.of(ChatFailure.values());

  private RandomCrews() {}

  static Plan plan(long seed) {
    var random = new Random(seed);
    var tasks = new ArrayList<Task>();
    int size = 1 + random.nextInt(6);
    for (int i = 0; i < size; i++) {
      var context =
          tasks.stream().map(Task::name).filter(_ -> random.nextInt(3) == 0).toArray(String[]::new);
      var agent = TEAM.get(random.nextInt(TEAM.size())).name();
      var plain = task("t" + i, agent, random.nextInt(4), context);
      tasks.add(featured(TestCrews.asking(plain, people(random)), context, random));
    }
    var crew = crew(random, tasks);
    var plan = TestCrews.plan(random.nextInt(3) == 0 ? TestCrews.planned(crew) : crew);
    plan = random.nextInt(3) == 0 ? TestCrews.remembering(plan) : plan;
    plan = random.nextInt(3) == 0 ? TestCrews.knowing(plan) : plan;
    return random.nextInt(3) == 0 ? TestCrews.windowed(plan, 12) : plan;
  }

  private static Crew crew(Random random, List<Task> tasks) {
    var process = List.of(Process.values()).get(random.nextInt(4));
    var onTaskFailure = List.of(OnTaskFailure.values()).get(random.nextInt(2));
    return switch (process) {
      case SEQUENTIAL, PARALLEL -> TestCrews.crew(process, TEAM, tasks, null, null, onTaskFailure);
      case CONSENSUAL ->
          TestCrews.crew(process, TEAM, tasks, null, 2 + random.nextInt(3), onTaskFailure);
      case HIERARCHICAL -> {
        var boss = agent("boss", 4, random.nextBoolean() ? LIMIT : null);
        var team = Stream.concat(TEAM.stream(), Stream.of(boss)).toList();
        var free = tasks.stream().map(task -> random.nextBoolean() ? of("boss", task) : task);
        yield TestCrews.crew(process, team, free.toList(), "boss", null, onTaskFailure);
      }
    };
  }

  private static Task of(String agent, Task task) {
    return new Task(
        task.name(),
        task.description(),
        task.expectedOutput(),
        agent,
        task.context(),
        task.tools(),
        task.maxRetries(),
        task.humanInput(),
        task.checks(),
        task.condition(),
        task.async(),
        task.outputFile(),
        task.markdown(),
        task.attachments());
  }

  /** With a check, a condition, a file, or none of them; perhaps beside the others. */
  private static Task featured(Task task, String[] context, Random random) {
    var checked = random.nextInt(3) == 0 ? TestCrews.checked(task, checks(random)) : task;
    var read = context.length == 0 ? "inputs.topic" : "tasks." + context[0] + ".output";
    var condition = random.nextInt(4) == 0 ? "!" + read + ".endsWith('7')" : null;
    var written = TestCrews.written(checked, random.nextInt(5) == 0 ? "out/{topic}.md" : null);
    var conditional = TestCrews.onlyIf(written, condition);
    return random.nextInt(4) == 0 ? TestCrews.async(conditional) : conditional;
  }

  private static OutputChecks checks(Random random) {
    var judge = new Guardrail.Judge("It is short", null);
    return new OutputChecks(
        random.nextInt(4) == 0 ? TestCrews.schema() : null,
        random.nextBoolean() ? List.of(judge) : List.of(judge, TestCrews.contains("1")),
        random.nextBoolean() ? random.nextInt(3) : null);
  }

  /** What people are asked about a task: of three, nothing. */
  private static @Nullable HumanInput people(Random random) {
    if (random.nextInt(3) > 0) {
      return null;
    }
    var ask = new HumanInput.Ask("Which?", List.of("this", "that"), "string", null, null, null);
    return new HumanInput(
        random.nextBoolean() ? "" : null,
        random.nextBoolean() ? ask : null,
        random.nextBoolean() ? "Good?" : null,
        random.nextBoolean() ? Duration.ofSeconds(30) : null);
  }

  /**
   * A model, tools and people that do everything they can do, as a function of path and request.
   */
  static Function<Step, @Nullable StepResult> model(Plan plan, long seed) {
    return step -> result(step, mayHang(plan, step.path()), seed);
  }

  /** The same, where nothing fails and nothing hangs. */
  static Function<Step, @Nullable StepResult> healthyModel(long seed) {
    return step ->
        switch (step) {
          case ChatStep chat -> chat(chat, 20 + dice(chat, seed).nextInt(80), seed);
          case ToolStep(var path, var call, _, _) -> new ToolCompleted(path, output(call, seed));
          case RecallStep recall -> recall(recall, 50, seed);
          case AskStep _ -> answer(step, 0);
          case NoteStep note -> throw new AssertionError("a note is not run: " + note);
        };
  }

  /** What comes of one step, which may hang only where its agent has a time limit. */
  static @Nullable StepResult result(Step step, boolean mayHang, long seed) {
    int roll = dice(step, seed).nextInt(100);
    if (roll < 4 && mayHang) {
      return null;
    }
    return switch (step) {
      case ChatStep chat -> chat(chat, roll, seed);
      case RecallStep recall -> recall(recall, roll, seed);
      case AskStep _ -> answer(step, roll);
      case ToolStep(var path, _, _, _) when roll > 6 && roll < 12 && path.isFile() ->
          new ToolUnknown(path, "timed out");
      case ToolStep(var path, _, _, _) when roll < 10 -> Script.toolFails("failed").apply(path);
      case ToolStep(var path, var call, _, _) -> new ToolCompleted(path, output(call, seed));
      case NoteStep note -> throw new AssertionError("a note is not run: " + note);
    };
  }

  /** Most say yes; some never say anything. */
  private static @Nullable StepResult answer(Step step, int roll) {
    if (roll >= 95) {
      return null;
    }
    if (step.path().text().endsWith("/ask")) {
      return Script.answer(Decision.ANSWERED, "this").apply(step.path());
    }
    boolean review = step.path().text().endsWith("/review");
    var decision =
        roll < 60 ? Decision.APPROVED : roll < 85 && review ? Decision.REVISE : Decision.REJECTED;
    return Script.answer(decision, "shorter").apply(step.path());
  }

  /** Some fail, some find nothing. */
  private static StepResult recall(RecallStep step, int roll, long seed) {
    var kind = Script.kind(step);
    var line =
        roll < 20
            ? Script.recallFails(kind, roll < 5 ? RecallResult.Failed.STOPPED : "no store")
            : roll < 40
                ? Script.recalled(kind)
                : Script.recalled(kind, "found " + (words(step) + seed).hashCode());
    return line.apply(step.path());
  }

  /** Judges mostly say yes; of answers with a schema, most fit. */
  private static String answer(ChatStep chat, Random dice) {
    if (chat.path().text().contains("/judge/")) {
      return "{\"accepted\": " + (dice.nextInt(3) > 0) + ", \"reason\": \"shorter\"}";
    }
    if (chat.path().equals(CrewPlan.CHAT)) {
      return "{\"t0\": \"plan " + dice.nextInt(3) + "\", \"t1\": 7}";
    }
    return chat.request().output() != null && dice.nextInt(3) > 0
        ? "Here: {\"score\": " + dice.nextInt(20) + "}"
        : "answer " + dice.nextInt(20);
  }

  private static @Nullable StepResult chat(ChatStep chat, int roll, long seed) {
    var dice = dice(chat, seed + 1);
    Script.Line line;
    if (roll < 20) {
      line = Script.fail(FAILURES.get(dice.nextInt(FAILURES.size())));
    } else if (roll < 50 && mayDelegate(chat)) {
      line = Script.delegate(coworker(dice), "" + dice.nextInt(2), coworker(dice), "2");
    } else if (chat.path().text().contains("/vote/")) {
      line = Script.say(dice.nextInt(4) == 0 ? "good" : "" + dice.nextInt(11));
    } else if (roll < 40) {
      line = Script.call("search", "" + dice.nextInt(2), "mail", "x", "unknown", "");
    } else if (roll < 65) {
      line = Script.call("search", "" + dice.nextInt(2));
    } else if (roll < 70) {
      line = Script.say(" ");
    } else if (roll < 75) {
      line = Script.cut("so far");
    } else {
      line = Script.say(answer(chat, dice));
    }
    return line.apply(chat.path());
  }

  private static boolean mayDelegate(ChatStep chat) {
    return chat.request().tools().stream().anyMatch(tool -> tool.name().equals("delegate_work"));
  }

  private static String coworker(Random dice) {
    return List.of("Expert talker", "Expert worker", "Expert hasty", "nobody").get(dice.nextInt(4));
  }

  private static String output(ToolCall call, long seed) {
    return "found " + (call.arguments() + seed).hashCode();
  }

  /** Whether the agent at that path has a time limit. */
  static boolean mayHang(Plan plan, StepPath path) {
    return plan.crew().crew().tasks().stream()
        .anyMatch(task ->
            task.name().equals(path.taskName())
                && plan.crew().crew().lead(task).executionTimeMax() != null);
  }

  /** All of a step but when a task ended, which the order of results decides. */
  private static String words(Step step) {
    return step instanceof RecallStep(var path, _, RecallRequest.Remember task)
        ? path + task.result() + task.succeeded() + task.tools()
        : step.toString();
  }

  private static Random dice(Step step, long seed) {
    var dice = new Random((words(step) + " " + seed).hashCode());
    dice.nextInt(); // the first one differs little between neighbouring seeds
    return dice;
  }
}
