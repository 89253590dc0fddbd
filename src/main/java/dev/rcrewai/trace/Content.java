package dev.rcrewai.trace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Reply;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolResult;
import java.util.List;

/**
 * What people and models said, in the JSON of the GenAI conventions: on spans where the operator
 * has asked for it, and nowhere else. Pictures are only counted.
 */
enum Content {
  HIDDEN,
  SHOWN;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  void asked(Span span, ChatRequest request) {
    if (this == HIDDEN || !span.isSampled()) {
      return;
    }
    var instructions = JSON.arrayNode();
    var messages = JSON.arrayNode();
    for (var message : request.messages()) {
      switch (message) {
        case Message.System(var text) -> instructions.add(text(text));
        case Message.User(var text, var images) -> {
          var parts = parts(messages, "user").add(text(text));
          images.forEach(_ -> parts.add(part("blob").put("modality", "image")));
        }
        case Message.Assistant(var text, var calls, _) ->
            said(parts(messages, "assistant"), text, calls);
        case Message.Tool(var call, var result) ->
            parts(messages, "tool")
                .add(
                    part("tool_call_response").put("id", call.id()).put("response", result.text()));
      }
    }
    span.set(Names.SYSTEM_INSTRUCTIONS, instructions.toString());
    span.set(Names.INPUT_MESSAGES, messages.toString());
  }

  void answered(Span span, Reply reply) {
    if (this == HIDDEN || !span.isSampled()) {
      return;
    }
    var messages = JSON.arrayNode();
    var calls = reply instanceof ToolsCalled called ? called.calls() : List.<ToolCall>of();
    said(parts(messages, "assistant"), reply.text(), calls);
    ((ObjectNode) messages.get(0)).put("finish_reason", finishReasons(reply).getFirst());
    span.set(Names.OUTPUT_MESSAGES, messages.toString());
  }

  void called(Span span, ToolCall call) {
    if (this == SHOWN) {
      span.set(Names.TOOL_ARGUMENTS, call.arguments());
    }
  }

  void returned(Span span, ToolResult result) {
    if (this == SHOWN) {
      span.set(Names.TOOL_RESULT, result.text());
    }
  }

  /** Why the model stopped, in the conventions' words. */
  static List<String> finishReasons(Reply reply) {
    return List.of(
        switch (reply) {
          case Answered answered -> Names.word(answered.finishReason());
          case ToolsCalled _ -> "tool_call";
        });
  }

  private static void said(ArrayNode parts, String text, List<ToolCall> calls) {
    if (!text.isEmpty()) {
      parts.add(text(text));
    }
    for (var call : calls) {
      parts.add(
          part("tool_call")
              .put("id", call.id())
              .put("name", call.name())
              .put("arguments", call.arguments()));
    }
  }

  private static ArrayNode parts(ArrayNode messages, String role) {
    return messages.addObject().put("role", role).putArray("parts");
  }

  private static ObjectNode text(String text) {
    return part("text").put("content", text);
  }

  private static ObjectNode part(String type) {
    return JSON.objectNode().put("type", type);
  }
}
