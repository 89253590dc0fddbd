package dev.rcrewai.drill;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What a drill's provider says about a step, in OpenAI's words. */
record ChatAnswer(JsonObject message, String finish, JsonObject usage) {
  static final int INPUT_TOKENS = 100;
  static final int OUTPUT_TOKENS = 10;
  private static final int BYTES_PER_TOKEN = 4;

  /** Asks for the file first where the task is to read one; else says what was done. */
  static ChatAnswer to(Call.Step step, int requestBytes) {
    return step.task().equals(DrillCrews.RUNAWAY)
        ? reading(
            step.turn() % 2 == 0 ? DrillCrews.FILE : DrillCrews.LARGE_FILE,
            requestBytes / BYTES_PER_TOKEN)
        : to(step);
  }

  private static ChatAnswer to(Call.Step step) {
    if (step.task().equals(DrillCrews.READ) && step.turn() == 1) {
      return reading(DrillCrews.FILE, INPUT_TOKENS);
    }
    var text =
        new JsonObject().put("role", "assistant").put("content", text(step.word(), step.task()));
    return new ChatAnswer(text, "stop", usage(INPUT_TOKENS));
  }

  private static ChatAnswer reading(String file, int inputTokens) {
    var message = new JsonObject().put("role", "assistant");
    var function =
        new JsonObject()
            .put("name", "file_reader")
            .put("arguments", "{\"file_path\":\"" + file + "\"}");
    var call =
        new JsonObject()
            .put("index", 0)
            .put("id", "call_1")
            .put("type", "function")
            .put("function", function);
    var calls = message.put("tool_calls", new JsonArray().add(call));
    return new ChatAnswer(calls, "tool_calls", usage(inputTokens));
  }

  private static JsonObject usage(int inputTokens) {
    return new JsonObject()
        .put("prompt_tokens", inputTokens)
        .put("completion_tokens", OUTPUT_TOKENS)
        .put("total_tokens", inputTokens + OUTPUT_TOKENS);
  }

  /** The answer to that task of that execution. */
  static String text(String word, String task) {
    return "The " + task + " of " + word + " is done.";
  }

  String whole() {
    return with(new JsonObject().put("index", 0).put("message", message), "chat.completion")
        .put("usage", usage)
        .encode();
  }

  String stream() {
    var chunk =
        with(new JsonObject().put("index", 0).put("delta", message), "chat.completion.chunk");
    var last =
        new JsonObject()
            .put("object", "chat.completion.chunk")
            .put("choices", new JsonArray())
            .put("usage", usage);
    return "data: " + chunk.encode() + "\n\ndata: " + last.encode() + "\n\ndata: [DONE]\n\n";
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
