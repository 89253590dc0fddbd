package dev.rcrewai.crew;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what people are asked from the fields of an agent and a task. */
final class HumanFields {
  private HumanFields() {}

  /** Which of the agent's calls a person approves first; null where none. */
  static @Nullable ToolApproval approval(YamlNode agent) {
    var field = agent.get("require_approval_for_tools");
    var names = field.items().stream().map(YamlNode::text).toList();
    boolean all = field.json().asBoolean();
    return all || !names.isEmpty() ? new ToolApproval(all, names) : null;
  }

  /** What people are asked about the task that this agent answers; null where nothing. */
  static @Nullable HumanInput input(YamlNode task, YamlNode agent) {
    var field = task.get("human_input");
    boolean confirms = task.get("require_confirmation").json().asBoolean();
    boolean reviews =
        field.json().asBoolean()
            || agent.get("require_approval_for_final_answer").json().asBoolean();
    var confirm = words(field.get("confirm"), confirms);
    var review = words(field.get("review"), reviews);
    var ask = ask(field.get("ask"));
    return confirm == null && review == null && ask == null
        ? null
        : new HumanInput(confirm, ask, review, seconds(field.get("expires_in")));
  }

  /** So many seconds, or null. */
  static @Nullable Duration seconds(YamlNode field) {
    var seconds = field.json();
    return seconds.isNumber() ? Duration.ofMillis(Math.round(seconds.asDouble() * 1000)) : null;
  }

  /** The author's words, or none of them; null where nobody is asked. */
  private static @Nullable String words(YamlNode field, boolean otherwise) {
    if (field.isText()) {
      return field.text();
    }
    return otherwise || field.json().asBoolean() ? HumanInput.DEFAULT_WORDS : null;
  }

  /** A question of the author's own; null where there is none. */
  static HumanInput.@Nullable Ask ask(YamlNode field) {
    return field.isObject()
        ? new HumanInput.Ask(
            field.get("question").text(),
            choices(field),
            field.get("type").json().asText("string"),
            number(field.get("min_length")),
            number(field.get("max_length")),
            field.get("pattern").isText() ? field.get("pattern").json().asText() : null)
        : null;
  }

  static List<String> choices(YamlNode ask) {
    return ask.get("choices").items().stream().map(YamlNode::text).toList();
  }

  private static @Nullable Integer number(YamlNode field) {
    return field.json().isNumber() ? field.json().asInt() : null;
  }
}
