package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.json;
import static dev.rcrewai.llm.WireFixtures.inPieces;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.ToolMode;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.llm.ollama.OllamaFormat;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolUse;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.step.Usage;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The tool scenarios of the contract, with a model that knows no tools. */
class TextToolsModelTest {
  private static final String CALLS =
      """
      Let me look.

      ```tool_call
      {"name": "get_weather", "arguments": {"city": "Faro"}}
      ```
      ```tool_call
      {"name": "get_weather", "arguments": {"city": "Beja"}}
      ```
      """;
  private static final String REFUSAL =
      "{\"error\":\"registry.ollama.ai/library/gemma2:2b does not support tools\"}";

  private final Vertx vertx = WireExchange.VERTX;
  private final ScriptedProvider server = ScriptedProvider.start(vertx);
  private final List<String> shown = new CopyOnWriteArrayList<>();

  private TextToolsModel model(ToolMode mode) {
    var settings = LlmNode.provider(server.baseUrl());
    var limits = new Limits().settings(settings);
    return new TextToolsModel(
        new HttpChatModel(vertx, limits, settings, new OllamaFormat(4096)), mode);
  }

  private static ChatRequest request() {
    return new ChatRequest(
        new ModelChoice("p", "gemma2:2b", null, 800),
        List.of(new Message.User("Weather in Faro and Beja?")),
        List.of(WireFixtures.WEATHER),
        ToolUse.AUTO);
  }

  private AttemptResult send(ChatModel model, ChatRequest request, Delivery delivery) {
    return WireExchange.await(() ->
        model
            .send(
                request,
                delivery,
                null,
                shown::add,
                Duration.ofSeconds(10),
                TraceContext.NONE,
                () -> true)
            .result());
  }

  private static String line(String text, boolean done) {
    var body = WireJson.object().put("model", "gemma2:2b").put("done", done);
    body.put("prompt_eval_count", 7).put("eval_count", 5);
    body.putObject("message").put("role", "assistant").put("content", text);
    return body + "\n";
  }

  private static void assertTwoCalls(AttemptResult result) {
    assertThat(result).isInstanceOf(Success.class);
    assertThat(result.usage()).isEqualTo(new Usage(7, 0, 5, 0));
    var reply = (ToolsCalled) ((Success) result).reply();
    assertThat(reply.text()).isEqualTo("Let me look.");
    assertThat(reply.calls())
        .extracting(ToolCall::arguments)
        .containsExactly("{\"city\":\"Faro\"}", "{\"city\":\"Beja\"}");
  }

  @Test
  void calls_parallel_areReadFromTheText() {
    server.then(json(200, line(CALLS, true)));
    assertTwoCalls(send(model(ToolMode.TEXT), request(), Delivery.WHOLE));
    var body = WireFixtures.object(server.received().getFirst().body());
    assertThat(body.has("tools")).isFalse();
    assertThat(body.path("messages").path(0).path("content").asText()).contains("get_weather");
  }

  @Test
  void calls_streamed_areNotShown() {
    var stream = new StringBuilder();
    CALLS.codePoints().forEach(letter -> stream.append(line(Character.toString(letter), false)));
    server.then(inPieces("application/x-ndjson", stream + line("", true)));
    assertTwoCalls(send(model(ToolMode.TEXT), request(), Delivery.STREAMED));
    assertThat(String.join("", shown)).isEqualTo("Let me look.\n\n");
  }

  @Test
  void secondTurn_continuesTheConversation() {
    server.then(json(200, line(CALLS, true)), json(200, line("17 °C", true)));
    var model = model(ToolMode.TEXT);
    var first = (Success) send(model, request(), Delivery.WHOLE);
    var second = WireFixtures.afterCalls("gemma2:2b", (ToolsCalled) first.reply(), ToolUse.NONE);
    var answer = (Success) send(model, second, Delivery.WHOLE);
    assertThat(answer.reply()).isEqualTo(new Answered("17 °C", FinishReason.STOP, null));
    assertThat(WireFixtures.object(server.received().getLast().body()).path("messages"))
        .extracting(message -> message.path("role").asText())
        .containsExactly("system", "user", "assistant", "user", "user", "user", "user");
  }

  @Test
  void modelWithoutTools_isFoundOutOnce() {
    var model = model(ToolMode.AUTO);
    server.then(json(400, REFUSAL), json(200, line(CALLS, true)), json(200, line(CALLS, true)));
    assertTwoCalls(send(model, request(), Delivery.WHOLE));
    assertTwoCalls(send(model, request(), Delivery.WHOLE));
    assertThat(server.asked()).isEqualTo(3);
    assertThat(server.received().getFirst().body()).contains("\"tools\"");
    assertThat(server.received().getLast().body()).doesNotContain("\"tools\":");
  }

  @Test
  void otherBadRequests_areNotAskedAgain() {
    server.then(json(400, "{\"error\":\"model is too tired\"}"));
    var failure = (Failure) send(model(ToolMode.AUTO), request(), Delivery.WHOLE);
    assertThat(failure.failure()).isEqualTo(ChatFailure.BAD_REQUEST);
    assertThat(server.asked()).isEqualTo(1);
  }

  @Test
  void nativeMode_leavesRequestsAlone() {
    server.then(json(400, REFUSAL));
    var failure = (Failure) send(model(ToolMode.NATIVE), request(), Delivery.WHOLE);
    assertThat(failure.detail()).contains("does not support tools");
    assertThat(server.asked()).isEqualTo(1);
  }

  @Test
  void requestWithoutTools_isNotSearchedForCalls() {
    server.then(json(200, line(CALLS, true)));
    var plain = WireFixtures.question("gemma2:2b");
    var result = (Success) send(model(ToolMode.TEXT), plain, Delivery.WHOLE);
    assertThat(result.reply()).isInstanceOf(Answered.class);
  }

  @Test
  void abort_duringTheSecondRequest_endsIt() {
    server.then(json(400, REFUSAL), ScriptedProvider.hang());
    var model = model(ToolMode.AUTO);
    var result =
        WireExchange.await(() -> {
          var attempt =
              model.send(
                  request(),
                  Delivery.WHOLE,
                  null,
                  shown::add,
                  Duration.ofSeconds(10),
                  TraceContext.NONE,
                  () -> true);
          vertx.setPeriodic(
              5,
              timer -> {
                if (server.asked() == 2) {
                  vertx.cancelTimer(timer);
                  attempt.abort();
                }
              });
          return attempt.result();
        });
    assertThat(((Failure) result).failure()).isEqualTo(ChatFailure.ABORTED);
  }

  @Test
  void probe_isTheProviders() {
    server.then(json(200, "{}"));
    var probed = WireExchange.await(() -> model(ToolMode.AUTO).probe(Duration.ofSeconds(5)));
    assertThat(probed).isEmpty();
  }
}
