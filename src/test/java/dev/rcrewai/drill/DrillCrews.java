package dev.rcrewai.drill;

import java.util.Map;
import java.util.Set;

/** The crews that drills run; each prompt names its execution and task to the provider. */
final class DrillCrews {
  static final String FILE = "note.txt";
  static final String READ = "read";

  /** Three tasks one after the other, four chats, one tool call. */
  static final String WORK = "work";

  /** One task, one chat. */
  static final String PING = "ping";

  /** An agent that never comes to an end: it reads one file after the other. */
  static final String RUNAWAY = "runaway";

  static final String LARGE_FILE = "large.txt";

  static final Map<String, String> YAML =
      Map.of(
          WORK,
          """
          inputs: {word: {type: string}}
          agents: {clerk: {role: Clerk, goal: Do the work, tools: [file_reader]}}
          tasks:
            plan: {description: '[drill {word} plan] Plan it.', expected_output: A, agent: clerk}
            read:
              description: '[drill {word} read] Read the note.'
              expected_output: A line
              agent: clerk
              context: [plan]
            tell:
              description: '[drill {word} tell] Tell it.'
              expected_output: A line
              agent: clerk
              context: [read]
          """,
          PING,
          """
          inputs: {word: {type: string}}
          agents: {clerk: {role: Clerk, goal: Answer}}
          tasks:
            ping: {description: '[drill {word} ping] Answer.', expected_output: A, agent: clerk}
          """,
          RUNAWAY,
          """
          inputs: {word: {type: string}}
          agents: {clerk: {role: Clerk, goal: Go on, tools: [file_reader], max_iter: 200}}
          tasks:
            runaway: {description: '[drill {word} runaway] Go on.', expected_output: A, agent: clerk}
          """);

  /** The paths of the chats that an execution of {@link #WORK} records. */
  static final Set<String> WORK_CHATS =
      Set.of(
          new Call.Step("", "plan", 1).path(),
          new Call.Step("", READ, 1).path(),
          new Call.Step("", READ, 2).path(),
          new Call.Step("", "tell", 1).path());

  /** The last task's answer. */
  static String output(String word) {
    return ChatAnswer.text(word, "tell");
  }

  private DrillCrews() {}
}
