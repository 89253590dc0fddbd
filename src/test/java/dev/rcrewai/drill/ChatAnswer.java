package dev.rcrewai.drill;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What a drill's provider says about a step, in OpenAI's words. */
record ChatAnswer(JsonObject message, String finish) {
  private static final JsonObject USAGE =
      new JsonObject()
          .put("prompt_tokens", 100)
          .put("completion_tokens", 10)
          .put("total_tokens", 110);

  /** Asks for the file first where the task is to read one; else says what was done. */
  static ChatAnswer to(Call.Step step) {
    var message = new JsonObject().put("role", "assistant");
    if (step.task().equals(DrillCrews.READ) && step.turn() == 1) {
      var function =
          new JsonObject()
              .put("name", "file_reader")
              .put("arguments", "{\"file_path\":\"" + DrillCrews.FILE + "\"}");
      var call =
          new JsonObject()
              .put("index", 0)
              .put("id", "call_1")
              .put("type", "function")
              .put("function", function);
      return new ChatAnswer(message.put("tool_calls", new JsonArray().add(call)), "tool_calls");
    }
    return new ChatAnswer(message.put("content", text(step.word(), step.task())), "stop");
  }

  /** The answer to that task of that execution. */
  static String text(String word, String task) {
    return "The " + task + " of " + word + " is done.";
  }

  String whole() {
    return with(new JsonObject().put("index", 0).put("message", message), "chat.completion")
        .put("usage", USAGE)
        .encode();
  }

  String stream() {
    var chunk =
        with(new JsonObject().put("index", 0).put("delta", message), "chat.completion.chunk");
    var usage =
        new JsonObject()
            .put("object", "chat.completion.chunk")
            .put("choices", new JsonArray())
            .put("usage", USAGE);
    return "data: " + chunk.encode() + "\n\ndata: " + usage.encode() + "\n\ndata: [DONE]\n\n";
  }

  private JsonObject with(JsonObject choice, String object) {
    return new JsonObject()
        .put("id", "chatcmpl-drill")
        .put("object", object)
        .put("created", 1_700_000_000)
        .put("model", "drill")
        .put("choices", new JsonArray(List.of(choice.put("finish_reason", finish))));
  }
}
