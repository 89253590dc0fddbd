package dev.rcrewai;

/** Crews for tests of whole nodes, as their files have them, and what the provider says to them. */
final class TestCrews {
  /** One agent, one task, one chat. */
  static final String ECHO =
      """
      inputs: {word: {type: string}}
      agents: {clerk: {role: Clerk, goal: Repeat words}}
      tasks:
        say: {description: 'Say {word}.', expected_output: The word, agent: clerk}
      """;

  /** Two tasks, one after the other; the second has the first one's answer before it. */
  static final String RELAY =
      """
      inputs: {word: {type: string}}
      agents: {clerk: {role: Clerk, goal: Repeat words}}
      tasks:
        first: {description: 'Say {word}.', expected_output: The word, agent: clerk}
        second:
          description: 'Repeat {word}.'
          expected_output: The word
          agent: clerk
          context: [first]
      """;

  /** One task that reads two files in one turn. */
  static final String READER =
      """
      inputs: {word: {type: string}}
      agents: {clerk: {role: Clerk, goal: Read files, tools: [file_reader]}}
      tasks:
        read: {description: 'Read about {word}.', expected_output: The word, agent: clerk}
      """;

  /** Answers all of them; whoever says "hang" is never answered. */
  static final String SCRIPT =
      """
      rules:
        - {name: hang, when: {task: Say hang}, answer: {hang: true}}
        - {name: refuse, when: {task: Say refuse}, answer: {status: 400}}
        - {name: once-down, when: {task: Say flaky}, times: 1, answer: {status: 500}}
        - name: read
          when: {offers: file_reader, not_called: file_reader}
          answer:
            tool_calls:
              - {name: file_reader, arguments: {file_path: one.txt}}
              - {name: file_reader, arguments: {file_path: two.txt}}
        - name: report
          when: {called: file_reader}
          record: true
          extract: {word: 'Read about ([\\w-]+)'}
          answer: {text: 'Read of ${word}', disclose: false}
        - name: repeat
          extract: {word: 'Repeat ([\\w-]+)', first: '(You said [\\w-]+)'}
          answer: {text: '${first}, I repeat ${word}', disclose: false}
        - name: echo
          extract: {word: 'Say ([\\w-]+)'}
          answer: {text: 'You said ${word}', disclose: false}
      """;

  private TestCrews() {}

  /** The script with something that is tried before it. */
  static String scriptWith(String rules) {
    return "rules:\n" + rules.indent(2) + SCRIPT.substring("rules:\n".length());
  }
}
