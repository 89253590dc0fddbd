package dev.rcrewai.llm.google;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.llm.AnswerReader;
import dev.rcrewai.llm.EmbeddingFormat;
import dev.rcrewai.llm.JsonAnswer;
import dev.rcrewai.llm.ProviderError;
import dev.rcrewai.llm.WireFormat;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.Image;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Google's Gemini: {@code POST /v1beta/models/<model>:generateContent}, or {@code
 * :streamGenerateContent} for server-sent events.
 */
public final class GoogleFormat implements WireFormat {
  private static final String MODELS = "models/";

  /** The models that fetch no pictures. */
  private static final Pattern WITHOUT_LINKS = Pattern.compile("(models/)?gemini-(1|2\\.0)\\b.*");

  private final String version;

  /**
   * The format of one version of the API.
   *
   * @param version the first part of each path, for example {@code v1beta}
   */
  public GoogleFormat(String version) {
    this.version = version;
  }

  @Override
  public @Nullable String obstacle(ChatRequest request) {
    var model = request.model().model();
    return WITHOUT_LINKS.matcher(model).matches()
            && request.images().stream().anyMatch(Image::isLink)
        ? "model '" + model + "' takes images as base64 only, and this server does not fetch them"
        : null;
  }

  @Override
  public Post post(ChatRequest request, Delivery delivery) {
    var verb =
        switch (delivery) {
          case WHOLE -> ":generateContent";
          case STREAMED -> ":streamGenerateContent?alt=sse";
        };
    var model = WireFormat.pathPart(model(request.model().model()));
    return new Post(modelsPath() + "/" + model + verb, RequestWriter.write(request));
  }

  /** A model may be named with or without what comes before its name in a path. */
  static String model(String name) {
    return name.startsWith(MODELS) ? name.substring(MODELS.length()) : name;
  }

  /** In the head and not in the URL, which proxies log. */
  @Override
  public Map<String, String> credentials(String key) {
    return Map.of("x-goog-api-key", key);
  }

  @Override
  public AnswerReader reader(Delivery delivery, String contentType, Consumer<String> onText) {
    return contentType.startsWith("text/event-stream")
        ? JsonAnswer.events(new CandidateReader(true, onText))
        : JsonAnswer.whole(new CandidateReader(false, text -> {}));
  }

  /** Without server-sent events the body is an array of one. */
  @Override
  public ProviderError error(int status, Buffer body) {
    var root = WireJson.readOrMissing(body.getBytes());
    var first = root.isArray() ? root.path(0) : root;
    return ErrorBody.read(status, first.path("error"));
  }

  @Override
  public EmbeddingFormat embeddings() {
    return new Embeddings(this);
  }

  @Override
  public String modelsPath() {
    return "/" + version + "/models";
  }

  @Override
  public List<String> models(JsonNode list) {
    return WireJson.texts(list.path("models"), "name").stream().map(GoogleFormat::model).toList();
  }
}
