package dev.rcrewai.crew;

/**
 * A crew's parts as they were written, not yet checked.
 *
 * @param defaultName the crew's name where the author gave none
 * @param head holds name, description and process
 * @param inputs the declarations of inputs; none in CrewAI's YAML layout
 * @param derived whether the inputs are what the placeholders name, as in CrewAI
 */
record CrewParts(
    String defaultName,
    YamlNode head,
    YamlNode agents,
    YamlNode tasks,
    YamlNode inputs,
    boolean derived) {
  static CrewParts of(String defaultName, YamlDocument document) {
    var root = document.root();
    return new CrewParts(
        defaultName, root, root.get("agents"), root.get("tasks"), root.get("inputs"), false);
  }

  static CrewParts of(String defaultName, YamlDocument agents, YamlDocument tasks) {
    var head = PairLayout.head(tasks.file()).root();
    return new CrewParts(defaultName, head, agents.root(), tasks.root(), head.get("inputs"), true);
  }

  /** Inputs of CrewAI's JSON layout are defaults of what the placeholders name. */
  static CrewParts ofJson(String defaultName, YamlDocument document) {
    var root = document.root();
    return new CrewParts(
        defaultName, root, root.get("agents"), root.get("tasks"), root.get("inputs"), true);
  }

  String name() {
    return head.get("name").isText() ? head.get("name").text() : defaultName;
  }

  Process process() {
    for (var process : Process.values()) {
      if (head.get("process").text().equals(process.word())) {
        return process;
      }
    }
    return Process.SEQUENTIAL;
  }
}
