package dev.rcrewai.llm.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.AnswerTool;
import dev.rcrewai.llm.ProviderState;
import dev.rcrewai.llm.Turn;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.Image;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ToolResult;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.regex.Pattern;

/** Writes the body of a messages request. */
final class RequestWriter {
  /** Longer answers may take more than ten minutes; the API wants them streamed. */
  static final int WHOLE_TOKENS_MAX = 21_333;

  /** From this version on a request with a temperature is refused. */
  private static final String NO_SAMPLING = "2026-10-21";

  /** Models up to Claude Opus 4.6; those after it take no temperature but their own. */
  private static final Pattern TAKES_TEMPERATURE =
      Pattern.compile(
          "claude-(2|3|instant).*|claude-(opus|sonnet|haiku)-4(-[0-5]|-\\d{8})?(-\\d{8}|@.*)?"
              + "|claude-opus-4-6.*");

  private final boolean mayHaveTemperature;

  RequestWriter(String version) {
    mayHaveTemperature = version.compareTo(NO_SAMPLING) < 0;
  }

  Buffer write(ChatRequest asked, Delivery delivery) {
    var request = JsonMode.fits(asked) ? asked : AnswerTool.in(asked);
    var model = request.model();
    var body = WireJson.object();
    body.put("model", model.model());
    body.put("max_tokens", model.outputTokensMax());
    var system = Turn.system(request.messages());
    if (!system.isEmpty()) {
      text(body.putArray("system"), system);
    }
    messages(body.putArray("messages"), request.messages());
    tools(body, request);
    JsonMode.write(body, request);
    temperature(body, model);
    if (delivery == Delivery.STREAMED || model.outputTokensMax() > WHOLE_TOKENS_MAX) {
      body.put("stream", true);
    }
    return WireJson.write(body);
  }

  private void temperature(ObjectNode body, ModelChoice model) {
    var temperature = model.temperature();
    if (temperature != null
        && mayHaveTemperature
        && TAKES_TEMPERATURE.matcher(model.model()).matches()) {
      body.put("temperature", Math.min(1.0, temperature));
    }
  }

  private static void messages(ArrayNode messages, List<Message> conversation) {
    for (var turn : Turn.of(conversation)) {
      var content = WireJson.object().arrayNode();
      turn.messages().forEach(message -> blocks(content, message));
      if (!content.isEmpty()) {
        var role =
            switch (turn.role()) {
              case USER -> "user";
              case MODEL -> "assistant";
            };
        messages.addObject().put("role", role).set("content", content);
      }
    }
  }

  private static void blocks(ArrayNode content, Message message) {
    switch (message) {
      case Message.System ignored -> {}
      case Message.User(var said, var images) -> {
        images.forEach(image -> image(content, image));
        text(content, said);
      }
      case Message.Assistant said -> assistant(content, said);
      case Message.Tool(var call, var result) -> {
        var block = content.addObject();
        block.put("type", "tool_result").put("tool_use_id", call.id());
        block.put("content", result.text()).put("is_error", isError(result));
      }
    }
  }

  private static void image(ArrayNode content, Image image) {
    var source = content.addObject().put("type", "image").putObject("source");
    switch (image.source()) {
      case Image.Data(var base64) ->
          source.put("type", "base64").put("media_type", image.mediaType()).put("data", base64);
      case Image.Link(var url) -> source.put("type", "url").put("url", url);
    }
  }

  private static boolean isError(ToolResult result) {
    return switch (result) {
      case ToolResult.Completed ignored -> false;
      case ToolResult.Failed ignored -> true;
      case ToolResult.Unknown ignored -> true;
    };
  }

  /** The blocks as they came where they are recorded, since thinking must come back unchanged. */
  private static void assistant(ArrayNode content, Message.Assistant said) {
    var recorded = ProviderState.parts(Blocks.OWNER, said.providerState());
    if (recorded.isPresent()) {
      content.addAll(recorded.get());
      return;
    }
    text(content, said.text());
    for (var call : said.calls()) {
      var block = content.addObject();
      block.put("type", "tool_use").put("id", call.id()).put("name", call.name());
      block.set("input", WireJson.arguments(call.arguments()));
    }
  }

  /** A block without text is refused. */
  private static void text(ArrayNode content, String text) {
    if (!text.isBlank()) {
      content.addObject().put("type", "text").put("text", text);
    }
  }

  private static void tools(ObjectNode body, ChatRequest request) {
    if (request.tools().isEmpty()) {
      return;
    }
    var tools = body.putArray("tools");
    for (var tool : request.tools()) {
      var written = tools.addObject();
      written.put("name", tool.name()).put("description", tool.description());
      written.set("input_schema", WireJson.tree(tool.parameters()));
    }
    choice(body.putObject("tool_choice"), request);
  }

  private static void choice(ObjectNode choice, ChatRequest request) {
    switch (request.toolUse()) {
      case AUTO -> choice.put("type", "auto");
      case REQUIRED -> choice.put("type", "any");
      case NONE -> {
        if (AnswerTool.isIn(request)) {
          choice.put("type", "tool").put("name", AnswerTool.NAME);
        } else {
          choice.put("type", "none");
        }
      }
    }
  }
}
