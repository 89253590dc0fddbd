package dev.rcrewai.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.llm.AnswerReader;
import dev.rcrewai.llm.JsonAnswer;
import dev.rcrewai.llm.ProviderError;
import dev.rcrewai.llm.WireFormat;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Anthropic's messages: {@code POST /v1/messages}, whole or as named server-sent events. */
public final class AnthropicFormat implements WireFormat {
  private final String version;

  /** The models that take no pictures; the others are asked. */
  private static final Pattern BLIND = Pattern.compile("claude-(2|instant).*");

  private final RequestWriter requests;

  /**
   * The format of one version of the API.
   *
   * @param version what {@code anthropic-version} says, for example {@code 2023-06-01}
   */
  public AnthropicFormat(String version) {
    this.version = version;
    this.requests = new RequestWriter(version);
  }

  @Override
  public @Nullable String obstacle(ChatRequest request) {
    return WireFormat.noImages(BLIND, request);
  }

  @Override
  public Post post(ChatRequest request, Delivery delivery) {
    return new Post("/v1/messages", requests.write(request, delivery));
  }

  @Override
  public Map<String, String> credentials(String key) {
    return Map.of("x-api-key", key);
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("anthropic-version", version);
  }

  /** A long answer comes as a stream although nobody watches it. */
  @Override
  public AnswerReader reader(Delivery delivery, String contentType, Consumer<String> onText) {
    if (contentType.startsWith("text/event-stream")) {
      Consumer<String> listener = delivery == Delivery.STREAMED ? onText : text -> {};
      return JsonAnswer.events(new EventReader(listener));
    }
    return JsonAnswer.whole(new MessageReader());
  }

  @Override
  public ProviderError error(int status, Buffer body) {
    return error(status, WireJson.readOrMissing(body.getBytes()).path("error"));
  }

  /** The error object itself, as it also comes inside a stream. */
  static ProviderError error(int status, JsonNode error) {
    var cause = WireJson.text(error.path("details").path("error_code"));
    var code = cause.endsWith("_spend_limit_reached") ? cause : WireJson.text(error.path("type"));
    return new ProviderError(status, code, WireJson.firstText(error.path("message"), error));
  }

  @Override
  public String modelsPath() {
    return "/v1/models";
  }

  @Override
  public List<String> models(JsonNode list) {
    return WireJson.texts(list.path("data"), "id");
  }
}
