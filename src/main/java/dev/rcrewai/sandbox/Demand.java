package dev.rcrewai.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.SortedMap;

/** What a caller may rely on, whatever the model says; providers see to it. */
sealed interface Demand {
  JsonMapper MAPPER = new JsonMapper();

  /** Whether an answer keeps to it; what is no turn of a model (an error, raw bytes) does. */
  default boolean allows(Answer answer) {
    return switch (answer) {
      case Answer.Said said -> allows(said);
      case Answer.Raw ignored -> true;
      case Answer.Refused ignored -> true;
    };
  }

  private boolean allows(Answer.Said said) {
    return switch (this) {
      case Nothing ignored -> true;
      case Schema ignored -> !said.calls().isEmpty() || isObject(said.text());
      case Call ignored -> !said.calls().isEmpty();
    };
  }

  /** An answer that keeps to it where no script has one; it says that it is scripted. */
  default Answer.Said sample() {
    return switch (this) {
      case Nothing ignored -> new Answer.Said(Reply.DISCLOSURE, List.of(), Answer.Finish.STOP);
      case Schema(_, var schema) ->
          new Answer.Said(Sample.of(schema).toString(), List.of(), Answer.Finish.STOP);
      case Call(var tools) -> {
        var first = tools.firstEntry();
        var call = new Answer.Call(first.getKey(), Sample.of(first.getValue()).toString());
        yield new Answer.Said("", List.of(call), Answer.Finish.TOOL_CALLS);
      }
    };
  }

  private static boolean isObject(String text) {
    try {
      return MAPPER.readTree(text).isObject();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** Anything may come. */
  record Nothing() implements Demand {}

  /** A text is JSON of this schema. */
  record Schema(String name, JsonNode schema) implements Demand {}

  /**
   * One of these tools is called.
   *
   * @param tools the schemas of their arguments; there is at least one
   */
  record Call(SortedMap<String, JsonNode> tools) implements Demand {}
}
