package dev.rcrewai.llm.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.AnswerTool;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.Image;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ToolUse;
import io.vertx.core.buffer.Buffer;

/** Writes the body of a chat request. */
record RequestWriter(int contextTokens) {
  /** There is no tool choice, so a model that has to call a tool is told in the conversation. */
  private static final Message CALL = new Message.User("Now call at least one of the tools.");

  /** A model whose answer has a format cannot call tools: what it writes is held to the format. */
  Buffer write(ChatRequest asked, Delivery delivery) {
    boolean mayCall = !asked.tools().isEmpty() && asked.toolUse() != ToolUse.NONE;
    var request = mayCall ? AnswerTool.in(asked) : asked;
    var body = WireJson.object();
    body.put("model", request.model().model());
    body.put("stream", delivery == Delivery.STREAMED);
    var messages = body.putArray("messages");
    request.messages().forEach(message -> message(messages.addObject(), message));
    switch (request.toolUse()) {
      case AUTO -> tools(body, request);
      case REQUIRED -> {
        tools(body, request);
        message(messages.addObject(), CALL);
      }
      case NONE -> {} // what must not be called is not shown
    }
    var output = request.output();
    if (output != null) {
      body.set("format", WireJson.tree(output.schema()));
    }
    options(body.putObject("options"), request.model());
    return WireJson.write(body);
  }

  private void options(ObjectNode options, ModelChoice model) {
    options.put("num_ctx", contextTokens).put("num_predict", model.outputTokensMax());
    var temperature = model.temperature();
    if (temperature != null) {
      options.put("temperature", temperature);
    }
  }

  /** A result finds its call by order and name. */
  private static void message(ObjectNode written, Message message) {
    switch (message) {
      case Message.System(var text) -> written.put("role", "system").put("content", text);
      case Message.User(var text, var images) -> {
        written.put("role", "user").put("content", text);
        if (!images.isEmpty()) {
          var sent = written.putArray("images");
          images.forEach(image -> sent.add(base64(image)));
        }
      }
      case Message.Tool(var call, var result) ->
          written.put("role", "tool").put("tool_name", call.name()).put("content", result.text());
      case Message.Assistant said -> {
        written.put("role", "assistant").put("content", said.text());
        if (!said.calls().isEmpty()) {
          calls(written.putArray("tool_calls"), said);
        }
      }
    }
  }

  private static String base64(Image image) {
    return switch (image.source()) {
      case Image.Data(var base64) -> base64;
      case Image.Link ignored -> throw new IllegalArgumentException(OllamaFormat.NO_LINKS);
    };
  }

  private static void calls(ArrayNode written, Message.Assistant said) {
    for (var call : said.calls()) {
      written
          .addObject()
          .putObject("function")
          .put("name", call.name())
          .set("arguments", WireJson.arguments(call.arguments()));
    }
  }

  private static void tools(ObjectNode body, ChatRequest request) {
    if (request.tools().isEmpty()) {
      return;
    }
    var tools = body.putArray("tools");
    for (var tool : request.tools()) {
      var function = tools.addObject().put("type", "function").putObject("function");
      function.put("name", tool.name()).put("description", tool.description());
      function.set("parameters", WireJson.tree(tool.parameters()));
    }
  }
}
