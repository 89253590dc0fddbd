package dev.rcrewai.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.Reply;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replies and bills are stored in journals: their JSON may never change. */
class ChatResultTest {
  private static final ToolCall CALL = new ToolCall("call_1", "web_search", "{\"query\":\"x\"}");

  private final ObjectMapper json = new ObjectMapper();

  @Test
  void answer_hasTheJournalsJson() throws Exception {
    assertJson(
        new Answered("Yes.", FinishReason.STOP, null),
        """
        {"kind":"answered","text":"Yes.","finish_reason":"STOP","provider_state":null}\
        """);
  }

  @Test
  void toolCalls_haveTheJournalsJson() throws Exception {
    assertJson(
        new ToolsCalled("Let me see.", List.of(CALL), "sig"),
        """
        {"kind":"tools_called","text":"Let me see.","calls":[{"id":"call_1",\
        "name":"web_search","arguments":"{\\"query\\":\\"x\\"}"}],"provider_state":"sig"}\
        """);
  }

  @Test
  void bill_hasTheJournalsJson() throws Exception {
    var bill = new Bill("openai", "gpt", new Usage(10, 2, 5, 1), new BigDecimal("0.00125"));
    var text =
        """
        {"provider":"openai","model":"gpt","usage":{"input_tokens":10,"cached_tokens":2,\
        "output_tokens":5,"reasoning_tokens":1},"cost_usd":0.00125}\
        """;

    assertThat(json.writeValueAsString(bill)).isEqualTo(text);
    assertThat(json.readValue(text, Bill.class)).isEqualTo(bill);
  }

  @Test
  void toolsCalled_withoutCalls_isRefused() {
    assertThatThrownBy(() -> new ToolsCalled("text", List.of(), null))
        .hasMessage("calls is empty; use Answered for text alone");
  }

  @Test
  void toolsCalled_keepsItsOwnCalls() {
    var calls = new ArrayList<>(List.of(CALL));
    var reply = new ToolsCalled("", calls, null);

    calls.clear();

    assertThat(reply.calls()).containsExactly(CALL);
  }

  private void assertJson(Reply reply, String text) throws Exception {
    assertThat(json.writerFor(Reply.class).writeValueAsString(reply)).isEqualTo(text);
    assertThat(json.readValue(text, Reply.class)).isEqualTo(reply);
  }
}
