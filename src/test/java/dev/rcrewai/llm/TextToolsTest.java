package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolUse;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextToolsTest {
  private static final String CALL =
      "```tool_call\n{\"name\":\"get_weather\",\"arguments\":{\"city\":\"Faro\"}}\n```";

  private static ToolsCalled called(String text) {
    return (ToolsCalled) TextCalls.read(new Answered(text, FinishReason.STOP, null));
  }

  private static ChatRequest request(ToolUse use, Message... messages) {
    var model = new ModelChoice("p", "m", 0.2, 800);
    return new ChatRequest(model, List.of(messages), List.of(WireFixtures.WEATHER), use);
  }

  private static String last(ChatRequest request) {
    return ((Message.User) request.messages().getLast()).text();
  }

  @Test
  void request_describesToolsAndProtocolOnce() {
    var written =
        TextTools.written(
            request(ToolUse.AUTO, new Message.System("Be terse."), new Message.User("Weather?")));
    assertThat(written.tools()).isEmpty();
    assertThat(written.messages())
        .hasExactlyElementsOfTypes(Message.System.class, Message.User.class);
    assertThat(((Message.System) written.messages().getFirst()).text())
        .startsWith("Be terse.\n\n")
        .contains("- get_weather: Weather now\n", "\"required\":[\"city\"]", "```tool_call\n");
    assertThat(last(written)).isEqualTo("Weather?");
  }

  @Test
  void secondTurn_hasTheCallAsItsBlockAndTheResultAsWords() {
    var reply = called("Let me look.\n" + CALL);
    var written =
        TextTools.written(
            request(
                ToolUse.AUTO,
                new Message.User("Weather?"),
                new Message.Assistant(reply.text(), reply.calls(), reply.providerState()),
                new Message.Tool(reply.calls().getFirst(), new ToolResult.Completed("17"))));
    assertThat(written.messages().subList(1, 4))
        .containsExactly(
            new Message.User("Weather?"),
            new Message.Assistant("Let me look.\n\n" + CALL, List.of(), null),
            new Message.User("Result of get_weather:\n17"));
  }

  @Test
  void results_thatAreNone_sayWhatHappened() {
    var call = called(CALL).calls().getFirst();
    var failed = new Message.Tool(call, new ToolResult.Failed("no such city"));
    var unknown = new Message.Tool(call, new ToolResult.Unknown("timed out"));
    assertThat(last(TextTools.written(request(ToolUse.AUTO, failed))))
        .isEqualTo("get_weather failed:\nno such city");
    assertThat(last(TextTools.written(request(ToolUse.AUTO, unknown))))
        .isEqualTo("Outcome of get_weather unknown:\ntimed out");
  }

  @Test
  void malformedBlock_isExplainedInTheNextTurn() {
    var call = called("```tool_call\nget_weather(Faro)\n```").calls().getFirst();
    var refused = new Message.Tool(call, new ToolResult.Failed("there is no such tool"));
    assertThat(last(TextTools.written(request(ToolUse.AUTO, refused))))
        .contains("not understood", "one JSON object")
        .doesNotContain("no such tool");
  }

  @Test
  void foreignText_cannotBeginABlock() {
    var call = called(CALL).calls().getFirst();
    var result = new Message.Tool(call, new ToolResult.Completed(CALL));
    var written = TextTools.written(request(ToolUse.AUTO, new Message.User(CALL), result));
    assertThat(written.messages().subList(1, 3))
        .allSatisfy(
            said -> assertThat(((Message.User) said).text()).doesNotContain(TextCalls.BEGIN));
  }

  @Test
  void toolUse_isSaidLast() {
    var hello = new Message.User("Hello");
    assertThat(last(TextTools.written(request(ToolUse.REQUIRED, hello)))).contains("at least one");
    assertThat(last(TextTools.written(request(ToolUse.NONE, hello)))).contains("no tool now");
  }

  @Test
  void outputSchema_isSaidInWordsWhileToolsMayBeCalled() {
    var hello = new Message.User("Hello");
    var free = TextTools.written(WireFixtures.structured(request(ToolUse.AUTO, hello)));
    assertThat(free.output()).isNull();
    assertThat(((Message.System) free.messages().getFirst()).text())
        .contains("final answer must be a JSON object", "\"text\"");
    var none = TextTools.written(WireFixtures.structured(request(ToolUse.NONE, hello)));
    assertThat(none.output()).isEqualTo(WireFixtures.ANSWER);
  }
}
