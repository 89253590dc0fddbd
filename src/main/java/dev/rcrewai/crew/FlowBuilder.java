package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rcrewai.crew.FlowTrigger.When;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Builds the flow from a file in which nothing is wrong. */
final class FlowBuilder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FlowBuilder() {}

  static LinkedFlow build(FlowParts parts, Map<String, Crew> crews) {
    var root = parts.root();
    var output = root.get("output");
    var flow =
        new Flow(
            parts.name(),
            root.get("description").text(),
            InputSchema.declared(root.get("inputs")),
            values(root.get("state")),
            parts.steps().stream().map(FlowBuilder::step).toList(),
            output.isText() ? output.json().asText() : null,
            root.get("max_steps").json().asInt(Flow.STEPS_MAX_DEFAULT),
            CrewBuilder.budget(root.get("budget")));
    var named = new HashMap<String, Crew>();
    parts.steps().stream()
        .map(step -> step.get("crew"))
        .filter(YamlNode::isText)
        .map(YamlNode::text)
        .forEach(name -> named.put(name, Objects.requireNonNull(crews.get(name), name)));
    return new LinkedFlow(flow, named);
  }

  private static FlowStep step(YamlNode node) {
    return new FlowStep(
        node.name(),
        trigger(node),
        action(node),
        values(node.get("set")),
        node.get("on_failure").isText() ? node.get("on_failure").text() : null,
        node.get("max_runs").json().asInt(FlowStep.RUNS_MAX_DEFAULT));
  }

  private static FlowTrigger trigger(YamlNode node) {
    return new FlowTrigger(
        node.get("start").json().asBoolean(),
        node.get("listen").get("and").json().isArray() ? When.ALL : When.ANY,
        FlowParts.sources(node).stream().map(YamlNode::text).toList());
  }

  private static FlowAction action(YamlNode node) {
    if (node.get("crew").isText()) {
      return new FlowAction.CallCrew(node.get("crew").text(), values(node.get("inputs")));
    }
    if (node.get("tool").isText()) {
      return new FlowAction.CallTool(node.get("tool").text(), values(node.get("arguments")));
    }
    return node.get("ask").isObject() ? ask(node.get("ask")) : route(node.get("router"));
  }

  private static FlowAction ask(YamlNode node) {
    var subject = node.get("output");
    return new FlowAction.AskPeople(
        FlowAction.Manner.valueOf(node.get("kind").json().asText("text").toUpperCase(Locale.ROOT)),
        Objects.requireNonNull(HumanFields.ask(node)),
        subject.isText() ? subject.json().asText() : null,
        HumanFields.seconds(node.get("expires_in")));
  }

  private static FlowAction route(YamlNode node) {
    return new FlowAction.Route(
        node.items().stream()
            .map(branch ->
                new FlowAction.Branch(
                    branch.get("when").isText() ? branch.get("when").text() : null,
                    branch.get("label").text()))
            .toList());
  }

  private static Map<String, Object> values(YamlNode map) {
    var values = new LinkedHashMap<String, Object>();
    map.entries().forEach(entry -> values.put(entry.name(), value(entry.json())));
    return values;
  }

  private static Object value(JsonNode json) {
    return JSON.convertValue(json, Object.class);
  }
}
