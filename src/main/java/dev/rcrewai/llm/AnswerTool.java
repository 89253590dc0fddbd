package dev.rcrewai.llm;

import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.step.ToolUse;
import java.util.ArrayList;
import java.util.List;

/**
 * Structured output for models that have no mode for it, or none beside tools: a tool of ours whose
 * arguments are the answer. Nobody runs it: {@link ReplyDraft} makes its call the answer's text.
 */
public final class AnswerTool {
  public static final String NAME = "rcrewai_final_answer";

  private AnswerTool() {}

  /**
   * The request with this tool in place of its output schema. Where the model may call tools or
   * answer, it has to call one, which may be this; where it has to call one, it cannot answer.
   */
  public static ChatRequest in(ChatRequest request) {
    var output = request.output();
    if (output == null) {
      return request;
    }
    return switch (request.toolUse()) {
      case AUTO -> with(request, tools(request), ToolUse.REQUIRED);
      case NONE -> with(request, tools(request), ToolUse.NONE);
      case REQUIRED -> with(request, request.tools(), ToolUse.REQUIRED);
    };
  }

  /** Whether this tool is among the request's; where nothing else may be called, this one is. */
  public static boolean isIn(ChatRequest request) {
    return request.tools().stream().anyMatch(tool -> tool.name().equals(NAME));
  }

  /** Whether this call is the answer. */
  public static boolean isCalled(ToolCall call) {
    return call.name().equals(NAME);
  }

  private static List<ToolSpec> tools(ChatRequest request) {
    var tools = new ArrayList<>(request.tools());
    var schema = request.output();
    if (schema != null) {
      var description =
          "Gives the final answer (" + schema.name() + "). Call it once, alone, at the end.";
      tools.add(new ToolSpec(NAME, description, schema.schema(), false));
    }
    return tools;
  }

  private static ChatRequest with(ChatRequest request, List<ToolSpec> tools, ToolUse use) {
    return new ChatRequest(
        request.model(), request.fallback(), request.messages(), tools, use, null);
  }
}
