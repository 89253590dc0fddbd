package dev.rcrewai.llm;

import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.OutputSchema;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolUse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tools for models that know none: they are described to the model in the system message, and it
 * calls them by writing blocks, which {@link TextCalls} reads.
 *
 * <pre>
 *   request with tools ─► the same as plain text ─► the model's text ─► reply with its calls
 * </pre>
 *
 * Results go back as the user's words. Calls are read from nothing but the text of the answer; what
 * comes from elsewhere cannot begin a block even where the model repeats it word for word.
 */
final class TextTools {
  private static final String HOW =
      """
      To call a tool, write a block like this, beginning and ending on lines of their own:

      ```tool_call
      {"name": "the tool's name", "arguments": {"an argument": "its value"}}
      ```

      The block holds one JSON object with exactly these two members. Write one block for each call, \
      and nothing after the last one: the results come with the next message. Never write a result \
      yourself. An answer without a block is your final answer.\
      """;
  private static final String CALL = "Now call at least one of the tools, by writing its block.";
  private static final String ANSWER = "Call no tool now. Give your final answer, without a block.";

  private TextTools() {}

  /** The same conversation for a model that knows no tools. */
  static ChatRequest written(ChatRequest request) {
    boolean mayCall = request.toolUse() != ToolUse.NONE;
    var messages = new ArrayList<Message>();
    messages.add(new Message.System(system(request, mayCall)));
    request.messages().forEach(message -> add(messages, message));
    switch (request.toolUse()) {
      case AUTO -> {}
      case REQUIRED -> messages.add(new Message.User(CALL));
      case NONE -> messages.add(new Message.User(ANSWER));
    }
    // A format would keep the model from writing blocks.
    return new ChatRequest(
        request.model(),
        request.fallback(),
        messages,
        List.of(),
        ToolUse.AUTO,
        mayCall ? null : request.output());
  }

  private static String system(ChatRequest request, boolean mayCall) {
    var parts = new ArrayList<String>();
    parts.add(Turn.system(request.messages()));
    parts.add("You have these tools; the schemas say which arguments they take.");
    parts.add(
        request.tools().stream()
            .map(tool ->
                "- %s: %s\n  %s"
                    .formatted(tool.name(), tool.description(), WireJson.tree(tool.parameters())))
            .collect(Collectors.joining("\n")));
    parts.add(HOW);
    parts.add(mayCall ? answer(request.output()) : "");
    return parts.stream().filter(part -> !part.isBlank()).collect(Collectors.joining("\n\n"));
  }

  private static String answer(@Nullable OutputSchema output) {
    return output == null
        ? ""
        : "Your final answer must be a JSON object of this schema and nothing else: "
            + WireJson.tree(output.schema());
  }

  private static void add(List<Message> messages, Message message) {
    switch (message) {
      case Message.System ignored -> {} // the first message says all of them
      case Message.User(var text, var images) ->
          messages.add(new Message.User(TextCalls.disarmed(text), images));
      case Message.Tool(var call, var result) ->
          messages.add(new Message.User(TextCalls.disarmed(said(call, result))));
      case Message.Assistant(var text, var calls, var state) -> {
        var blocks = calls.stream().map(TextCalls::block).collect(Collectors.joining("\n"));
        var all = text.isBlank() || blocks.isEmpty() ? text + blocks : text + "\n\n" + blocks;
        messages.add(new Message.Assistant(all, List.of(), state));
      }
    }
  }

  private static String said(ToolCall call, ToolResult result) {
    if (TextCalls.isMalformed(call)) {
      return "Your block was not understood, and nothing was called: " + TextCalls.RULE;
    }
    return switch (result) {
      case ToolResult.Completed(var text) -> "Result of " + call.name() + ":\n" + text;
      case ToolResult.Failed(var text) -> call.name() + " failed:\n" + text;
      case ToolResult.Unknown(var text) -> "Outcome of " + call.name() + " unknown:\n" + text;
    };
  }
}
