package dev.rcrewai.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions ({@code POST /v1/chat/completions}, {@code GET /v1/models}). */
final class OpenAiWire implements Wire {
  static final String FINGERPRINT = "sandbox";

  /** Any name is answered; this one is listed. */
  static final String MODEL = "scripted";

  private static final String JSON = "application/json";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Clock clock;
  private final long started;

  OpenAiWire(Clock clock) {
    this.clock = clock;
    this.started = clock.instant().getEpochSecond();
  }

  @Override
  public boolean isChat(String path) {
    return path.equals("/v1/chat/completions");
  }

  @Override
  public @Nullable Buffer page(String path) {
    if (!path.equals("/v1/models")) {
      return null;
    }
    var models = NODES.objectNode().put("object", "list");
    models
        .putArray("data")
        .addObject()
        .put("id", MODEL)
        .put("object", "model")
        .put("created", started)
        .put("owned_by", "sandbox");
    return bytes(models);
  }

  @Override
  public Reading read(Buffer body, UnaryOperator<@Nullable String> headers) {
    return OpenAiReader.read(body, headers);
  }

  @Override
  public Body write(Reading.Asked asked, Answer.Said said) {
    return asked.stream()
        ? new OpenAiStream(asked, clock.instant().getEpochSecond()).body(said)
        : Body.whole(JSON, bytes(completion(asked, said)), Tokens.of(said));
  }

  @Override
  public Body writeMalformed(Reading.Asked asked, Answer.Said said) {
    if (asked.stream()) {
      return new OpenAiStream(asked, clock.instant().getEpochSecond()).malformed(said);
    }
    var bytes = bytes(completion(asked, said));
    return Body.whole(JSON, bytes.slice(0, bytes.length() / 2), Tokens.of(said));
  }

  @Override
  public Body write(Reading.Asked asked, Answer.Raw raw) {
    var bytes = Buffer.buffer(raw.body());
    var type = asked.stream() ? OpenAiStream.CONTENT_TYPE : JSON;
    return Body.whole(type, bytes, Tokens.of(raw.body()));
  }

  @Override
  public Body write(Answer.Refused refused) {
    var reason = refused.reason();
    var usual = usual(refused.status());
    var body = NODES.objectNode();
    body.putObject("error")
        .put("message", reason.message())
        .put("type", reason.type() == null ? usual.type : reason.type())
        .putNull("param")
        .put("code", reason.code() == null ? usual.code : reason.code());
    return Body.whole(JSON, bytes(body), 0);
  }

  @Override
  public Map<String, String> headers(Answer answer, long fingerprint) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("x-request-id", "req_" + id(fingerprint));
    if (answer instanceof Answer.Refused(_, var reason, var others)) {
      var wait = reason.retryAfter();
      if (wait != null) {
        headers.put("retry-after", Long.toString(wait.plusMillis(999).toSeconds()));
        headers.put("retry-after-ms", Long.toString(wait.toMillis()));
      }
      headers.putAll(others);
    }
    return headers;
  }

  static String id(long fingerprint) {
    return "sandbox" + Long.toHexString(fingerprint);
  }

  static String finish(Answer.Said said) {
    return said.finish().name().toLowerCase(Locale.ROOT);
  }

  static ObjectNode usage(Prompt prompt, Answer.Said said) {
    int in = Tokens.of(prompt);
    int out = Tokens.of(said);
    var usage =
        NODES
            .objectNode()
            .put("prompt_tokens", in)
            .put("completion_tokens", out)
            .put("total_tokens", in + out);
    usage.putObject("prompt_tokens_details").put("cached_tokens", 0);
    usage.putObject("completion_tokens_details").put("reasoning_tokens", 0);
    return usage;
  }

  static Buffer bytes(JsonNode json) {
    return Buffer.buffer(json.toString());
  }

  private ObjectNode completion(Reading.Asked asked, Answer.Said said) {
    var prompt = asked.prompt();
    var completion =
        NODES
            .objectNode()
            .put("id", "chatcmpl-" + id(prompt.fingerprint()))
            .put("object", "chat.completion")
            .put("created", clock.instant().getEpochSecond())
            .put("model", prompt.model());
    var choice = completion.putArray("choices").addObject().put("index", 0).putNull("logprobs");
    choice.put("finish_reason", finish(said));
    var message = choice.putObject("message").put("role", "assistant");
    message.put("content", said.text().isEmpty() && !said.calls().isEmpty() ? null : said.text());
    message.putNull("refusal").putArray("annotations");
    if (!said.calls().isEmpty()) {
      var calls = message.putArray("tool_calls");
      for (int i = 0; i < said.calls().size(); i++) {
        var call = calls.addObject().put("id", callId(prompt, i)).put("type", "function");
        call.putObject("function")
            .put("name", said.calls().get(i).name())
            .put("arguments", said.calls().get(i).arguments());
      }
    }
    completion.set("usage", usage(prompt, said));
    return completion.put("service_tier", "default").put("system_fingerprint", FINGERPRINT);
  }

  /** Unique in a conversation: every request of one is another, since it has grown. */
  static String callId(Prompt prompt, int index) {
    return "call_%s_%d".formatted(id(prompt.fingerprint()), index);
  }

  private record Usual(String type, @Nullable String code) {}

  private static Usual usual(int status) {
    return switch (status) {
      case 401 -> new Usual("invalid_request_error", "invalid_api_key");
      case 404 -> new Usual("invalid_request_error", "model_not_found");
      case 429 -> new Usual("tokens", "rate_limit_exceeded");
      default ->
          status < 500 ? new Usual("invalid_request_error", null) : new Usual("server_error", null);
    };
  }
}
