package dev.rcrewai.crew;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A flow as it was written, not yet checked.
 *
 * @param defaultName the flow's name where the author gave none
 */
record FlowParts(String defaultName, YamlNode root) {
  /** Whether a file is meant as a flow: it has steps, and nothing that makes it a crew. */
  static boolean isFlow(YamlNode root) {
    return root.get("steps").isObject()
        && !root.keys().contains("agents")
        && !root.keys().contains("tasks");
  }

  String name() {
    return root.get("name").isText() ? root.get("name").text() : defaultName;
  }

  List<YamlNode> steps() {
    return root.get("steps").entries();
  }

  Set<String> stepNames() {
    return Set.copyOf(root.get("steps").keys());
  }

  /** What a step listens to, where each name stands. */
  static List<YamlNode> sources(YamlNode step) {
    var listen = step.get("listen");
    return listen.isText()
        ? List.of(listen)
        : Stream.concat(listen.get("and").items().stream(), listen.get("or").items().stream())
            .filter(YamlNode::isText)
            .toList();
  }

  /** The labels that a step may give, where each stands. */
  static List<YamlNode> labels(YamlNode step) {
    var router = step.get("router").items().stream().map(branch -> branch.get("label"));
    return Stream.concat(router, Stream.of(step.get("on_failure")))
        .filter(YamlNode::isText)
        .toList();
  }

  /** All labels of the flow. */
  Set<String> labelNames() {
    return steps().stream()
        .flatMap(step -> labels(step).stream())
        .map(YamlNode::text)
        .collect(Collectors.toSet());
  }

  /** The inputs' declarations, for the rules that hold for those of crews. */
  CrewParts inputs() {
    var none = root.get("tasks");
    return new CrewParts(defaultName, root, none, none, root.get("inputs"), true);
  }
}
