package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.Shows.Subject;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.Image;
import dev.rcrewai.step.ToolUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every wire format must write. */
abstract class WireRequestContract extends WireExchange {
  @Shows(
      of = Subject.TOOLS,
      value = "results of calls, and the provider's opaque parts, in the next turn")
  @ParameterizedTest
  @EnumSource(Delivery.class)
  void request_afterCalls_isExact(Delivery delivery) {
    var reply =
        delivery == Delivery.WHOLE
            ? whole(recorded.text("calls.json"))
            : streamed(recorded.stream("calls"));
    send(WireFixtures.afterCalls(asked(), toolsCalled(reply), ToolUse.AUTO), delivery);
    var expected = recorded.json("request");
    if (delivery == Delivery.STREAMED) {
      streamed(expected);
    }
    assertThat(WireFixtures.object(server.received().getLast().body())).isEqualTo(expected);
  }

  @Shows(of = Subject.TOOLS, value = "calls over several turns")
  @Test
  void request_afterTwoRoundsOfCalls_hasBothInOrder() {
    var reply = toolsCalled(whole(recorded.text("calls.json")));
    send(WireFixtures.afterTwoRounds(asked(), reply), Delivery.WHOLE);
    var expected = recorded.json("request");
    WireFixtures.twoRounds(expected);
    assertThat(WireFixtures.object(server.received().getLast().body())).isEqualTo(expected);
  }

  @Shows(of = Subject.FORCED_TOOL, value = "none may be called")
  @Test
  void request_toolsMustNotBeUsed_saysSo() {
    var reply = toolsCalled(whole(recorded.text("calls.json")));
    send(WireFixtures.afterCalls(asked(), reply, ToolUse.NONE), Delivery.WHOLE);
    var expected = recorded.json("request");
    withoutTools(expected);
    assertThat(WireFixtures.object(server.received().getLast().body())).isEqualTo(expected);
  }

  @Shows(of = Subject.FORCED_TOOL, value = "some tool must be called")
  @Test
  void request_toolsMustBeUsed_saysSo() {
    var reply = toolsCalled(whole(recorded.text("calls.json")));
    send(WireFixtures.afterCalls(asked(), reply, ToolUse.REQUIRED), Delivery.WHOLE);
    var expected = recorded.json("request");
    withToolForced(expected);
    assertThat(WireFixtures.object(server.received().getLast().body())).isEqualTo(expected);
  }

  @Shows(of = Subject.SCHEMA, value = "JSON in the provider's own mode")
  @Test
  void request_forAStructuredAnswer_saysSo() {
    var question = WireFixtures.question(asked());
    var expected = written(question);
    structured(expected);
    assertThat(written(WireFixtures.structured(question))).isEqualTo(expected);
  }

  @Shows(of = Subject.SCHEMA, value = "beside tools that may be called")
  @Test
  void request_forAStructuredAnswerBesideTools_saysSo() {
    var reply = toolsCalled(whole(recorded.text("calls.json")));
    var request = WireFixtures.afterCalls(asked(), reply, ToolUse.AUTO);
    var expected = recorded.json("request");
    structuredBesideTools(expected);
    assertThat(written(WireFixtures.structured(request))).isEqualTo(expected);
  }

  @Test
  void answer_structured_isItsText() {
    var json = "{\"text\":\"21 °C\"}";
    var body = recorded.text("answer.json").replace(TEXT, json.replace("\"", "\\\""));
    assertThat(whole(body)).isEqualTo(answer(FinishReason.STOP, json));
  }

  @Shows(of = Subject.IMAGES, value = "in the request")
  @Test
  void request_withAPicture_hasItsBytes() {
    assertPictured(new Image.Data("iVBORw0KGgo="));
  }

  @Shows(of = Subject.IMAGES, value = "by a link that the provider follows")
  @Test
  void request_withALinkedPicture_hasTheLink() {
    assertPictured(new Image.Link("https://example.org/a.png"));
  }

  private void assertPictured(Image.Source source) {
    server.then(json(200, recorded.text("answer.json")));
    var result = send(WireFixtures.picture(asked(), source), Delivery.WHOLE);
    assertThat(result).isInstanceOf(AttemptResult.Success.class);
    var body = WireFixtures.object(server.received().getFirst().body());
    var messages = body.path(body.has("contents") ? "contents" : "messages");
    assertThat(messages).containsExactly(WireFixtures.object(withPicture(source)));
  }

  private ObjectNode written(ChatRequest request) {
    return WireFixtures.object(format().post(request, Delivery.WHOLE).body().toString());
  }
}
