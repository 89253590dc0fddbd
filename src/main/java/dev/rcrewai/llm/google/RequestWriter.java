package dev.rcrewai.llm.google;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.AnswerTool;
import dev.rcrewai.llm.ProviderState;
import dev.rcrewai.llm.Turn;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.Image;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolResult;
import io.vertx.core.buffer.Buffer;

/** Writes the body of a request for content, which is the same for both deliveries. */
final class RequestWriter {
  private RequestWriter() {}

  static Buffer write(ChatRequest asked) {
    var request = JsonMode.fits(asked) ? asked : AnswerTool.in(asked);
    var body = WireJson.object();
    var system = Turn.system(request.messages());
    if (!system.isEmpty()) {
      text(body.putObject("systemInstruction").putArray("parts"), system);
    }
    var contents = body.putArray("contents");
    for (var turn : Turn.of(request.messages())) {
      content(contents, turn);
    }
    tools(body, request);
    var config = body.putObject("generationConfig");
    generation(config, request.model());
    JsonMode.write(config, request);
    return WireJson.write(body);
  }

  private static void generation(ObjectNode config, ModelChoice model) {
    config.put("maxOutputTokens", model.outputTokensMax());
    var temperature = model.temperature();
    if (temperature != null) {
      config.put("temperature", temperature);
    }
  }

  private static void content(ArrayNode contents, Turn turn) {
    var parts = WireJson.object().arrayNode();
    turn.messages().forEach(message -> parts(parts, message));
    if (!parts.isEmpty()) {
      var role =
          switch (turn.role()) {
            case USER -> "user";
            case MODEL -> "model";
          };
      contents.addObject().put("role", role).set("parts", parts);
    }
  }

  private static void parts(ArrayNode parts, Message message) {
    switch (message) {
      case Message.System ignored -> {}
      case Message.User(var said, var images) -> {
        images.forEach(image -> image(parts.addObject(), image));
        text(parts, said);
      }
      case Message.Assistant said -> assistant(parts, said);
      case Message.Tool(var call, var result) -> {
        var response = named(parts.addObject().putObject("functionResponse"), call);
        response.putObject("response").put(outcome(result), result.text());
      }
    }
  }

  private static void image(ObjectNode part, Image image) {
    var type = image.mediaType();
    switch (image.source()) {
      case Image.Data(var base64) ->
          part.putObject("inlineData").put("mimeType", type).put("data", base64);
      case Image.Link(var url) ->
          part.putObject("fileData").put("mimeType", type).put("fileUri", url);
    }
  }

  private static String outcome(ToolResult result) {
    return switch (result) {
      case ToolResult.Completed ignored -> "output";
      case ToolResult.Failed ignored -> "error";
      case ToolResult.Unknown ignored -> "error";
    };
  }

  /** The parts as they came where they are recorded, since signatures must come back with them. */
  private static void assistant(ArrayNode parts, Message.Assistant said) {
    var recorded = ProviderState.parts(CandidateReader.OWNER, said.providerState());
    if (recorded.isPresent()) {
      parts.addAll(recorded.get());
      return;
    }
    text(parts, said.text());
    for (var call : said.calls()) {
      named(parts.addObject().putObject("functionCall"), call)
          .set("args", WireJson.arguments(call.arguments()));
    }
  }

  /** Models before Gemini 3 give no ids and match by order and name. */
  private static ObjectNode named(ObjectNode part, ToolCall call) {
    if (WireJson.isProvidersId(call.id())) {
      part.put("id", call.id());
    }
    return part.put("name", call.name());
  }

  private static void text(ArrayNode parts, String text) {
    if (!text.isBlank()) {
      parts.addObject().put("text", text);
    }
  }

  private static void tools(ObjectNode body, ChatRequest request) {
    if (request.tools().isEmpty()) {
      return;
    }
    var functions = body.putArray("tools").addObject().putArray("functionDeclarations");
    for (var tool : request.tools()) {
      var written = functions.addObject();
      written.put("name", tool.name()).put("description", tool.description());
      written.set("parametersJsonSchema", WireJson.tree(tool.parameters()));
    }
    choice(body.putObject("toolConfig").putObject("functionCallingConfig"), request);
  }

  private static void choice(ObjectNode choice, ChatRequest request) {
    switch (request.toolUse()) {
      case AUTO -> choice.put("mode", "AUTO");
      case REQUIRED -> choice.put("mode", "ANY");
      case NONE -> {
        if (AnswerTool.isIn(request)) {
          choice.put("mode", "ANY").putArray("allowedFunctionNames").add(AnswerTool.NAME);
        } else {
          choice.put("mode", "NONE");
        }
      }
    }
  }
}
