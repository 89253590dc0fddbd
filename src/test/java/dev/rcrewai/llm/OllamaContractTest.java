package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.WireFixtures.Refusal;
import dev.rcrewai.llm.ollama.OllamaFormat;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Image;
import dev.rcrewai.step.Usage;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OllamaContractTest extends WireFormatContract {
  @Override
  String provider() {
    return "ollama";
  }

  @Override
  WireFormat format() {
    return new OllamaFormat(16_384);
  }

  @Override
  String asked() {
    return "qwen3:8b";
  }

  @Override
  String answered() {
    return "qwen3:8b";
  }

  @Override
  String path(Delivery delivery) {
    return "/api/chat";
  }

  @Override
  Map<String, String> head() {
    return Map.of("Authorization", "Bearer " + KEY);
  }

  @Override
  String modelsPath() {
    return "/api/tags";
  }

  @Override
  String streamType() {
    return "application/x-ndjson";
  }

  /** It counts neither cached nor reasoning tokens. */
  @Override
  Usage usage() {
    return new Usage(131, 0, 44, 0);
  }

  @Override
  void streamed(ObjectNode request) {
    request.put("stream", true);
  }

  @Override
  void withoutTools(ObjectNode request) {
    request.remove("tools");
  }

  /** It has no tool choice, and is told in words. */
  @Override
  void withToolForced(ObjectNode request) {
    var said = "Now call at least one of the tools.";
    request.withArray("messages").addObject().put("role", "user").put("content", said);
  }

  @Override
  void structured(ObjectNode request) {
    request.set("format", WireFixtures.answerSchema());
  }

  /** A format would keep the model from calling tools, so the answer is one of them. */
  @Override
  void structuredBesideTools(ObjectNode request) {
    withToolForced(request);
    request
        .withArray("tools")
        .addObject()
        .put("type", "function")
        .putObject("function")
        .put("name", AnswerTool.NAME)
        .put("description", "Gives the final answer (answer). Call it once, alone, at the end.")
        .set("parameters", WireFixtures.answerSchema());
  }

  @Override
  String withPicture(Image.Source source) {
    var written =
        switch (source) {
          case Image.Data(var base64) -> base64;
          case Image.Link(var link) -> link;
        };
    return "{\"role\":\"user\",\"content\":\"What is this?\",\"images\":[\"" + written + "\"]}";
  }

  @Override
  String stopWord() {
    return "stop";
  }

  /** It takes base64 alone; nothing is sent, and nothing fetched. */
  @Override
  void request_withALinkedPicture_hasTheLink() {}

  @Test
  void request_withALinkedPicture_isRefusedUnsent() {
    var picture = new Image.Link("https://example.org/a.png");
    var failure = send(WireFixtures.picture(asked(), picture), Delivery.WHOLE);
    assertFailed(failure, ChatFailure.BAD_REQUEST)
        .satisfies(refused -> assertThat(refused.detail()).contains("base64 only"));
    assertThat(server.received()).isEmpty();
    assertThat(model().bytes(WireFixtures.picture(asked(), picture), Delivery.WHOLE)).isZero();
  }

  /** No model of a server of one's own has a filter that could say so. */
  @Override
  void answer_refused_isRefused() {}

  @Override
  String embedder() {
    return "nomic-embed-text";
  }

  @Override
  String embeddingsPath() {
    return "/api/embed";
  }

  @Override
  List<Refusal> refusals() {
    return List.of(
        refusal(404, "model 'x' not found", ChatFailure.BAD_REQUEST),
        refusal(400, "x does not support tools", ChatFailure.BAD_REQUEST),
        refusal(400, "the request exceeds the available context size", ChatFailure.CONTEXT),
        refusal(401, "unauthorized", ChatFailure.AUTH),
        refusal(500, "model runner has unexpectedly stopped", ChatFailure.SERVER),
        refusal(502, "upstream", ChatFailure.SERVER),
        refusal(503, "server busy, please try again", ChatFailure.OVERLOADED),
        new Refusal(
            429,
            "{\"error\":\"too many requests\"}",
            ChatFailure.RATE_LIMIT,
            Duration.ofSeconds(3),
            List.of("retry-after", "3")));
  }

  private static Refusal refusal(int status, String words, ChatFailure failure) {
    return new Refusal(status, "{\"error\":\"" + words + "\"}", failure);
  }

  @Test
  void stream_lastLineWithoutItsEnd_isRead() {
    var reader = format().reader(Delivery.STREAMED, streamType(), text -> {});
    reader.read(Buffer.buffer(recorded.stream("answer").strip()));
    assertThat(reader.end()).isInstanceOf(AttemptResult.Success.class);
  }

  @Test
  void stream_cutInsideALine_isBroken() {
    var reader = format().reader(Delivery.STREAMED, streamType(), text -> {});
    var stream = recorded.stream("cut").strip();
    reader.read(Buffer.buffer(stream.substring(0, stream.length() - 9)));
    assertFailed(reader.end(), ChatFailure.NETWORK);
  }
}
