package dev.rcrewai.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.ScriptedProvider.Script;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.Image;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.OutputSchema;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.step.ToolUse;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One provider's recorded exchanges, and the conversation that all of them are of. */
record WireFixtures(String provider) {
  /** The provider's answer to a request that failed, and what it means. */
  record Refusal(
      int status,
      String body,
      ChatFailure failure,
      @Nullable Duration pause,
      List<String> headers) {
    Refusal(int status, String body, ChatFailure failure) {
      this(status, body, failure, null, List.of());
    }
  }

  static final ToolSpec WEATHER =
      new ToolSpec(
          "get_weather",
          "Weather now",
          Map.of(
              "type",
              "object",
              "properties",
              Map.of("city", Map.of("type", "string")),
              "required",
              List.of("city")),
          false);

  static final OutputSchema ANSWER =
      new OutputSchema(
          "answer",
          Map.of(
              "type",
              "object",
              "properties",
              Map.of("text", Map.of("type", "string")),
              "required",
              List.of("text"),
              "additionalProperties",
              false));

  /** The same schema, as it stands in a request. */
  static ObjectNode answerSchema() {
    return object(
        """
        {"type":"object","properties":{"text":{"type":"string"}},"required":["text"],
         "additionalProperties":false}\
        """);
  }

  static ChatRequest picture(String model, Image.Source source) {
    var picture = new Image("image/png", source);
    return new ChatRequest(
        new ModelChoice("p", model, null, 800),
        List.of(new Message.User("What is this?", List.of(picture))),
        List.of(),
        ToolUse.AUTO);
  }

  /** The same request for a structured answer. */
  static ChatRequest structured(ChatRequest request) {
    return new ChatRequest(
        request.model(),
        request.fallback(),
        request.messages(),
        request.tools(),
        request.toolUse(),
        ANSWER);
  }

  /** The second request of the conversation, after two calls of which one failed. */
  static ChatRequest afterCalls(String model, ToolsCalled reply, ToolUse use) {
    return new ChatRequest(
        new ModelChoice("p", model, 0.2, 800),
        List.of(
            new Message.System("You are a terse analyst."),
            new Message.User("Weather in Faro and Beja?"),
            new Message.Assistant(reply.text(), reply.calls(), reply.providerState()),
            new Message.Tool(reply.calls().get(0), new ToolResult.Completed("17")),
            new Message.Tool(reply.calls().get(1), new ToolResult.Failed("no such city")),
            new Message.User("Answer now.")),
        List.of(WEATHER),
        use);
  }

  /** The third request, where the second was answered with the same calls again. */
  static ChatRequest afterTwoRounds(String model, ToolsCalled reply) {
    var once = afterCalls(model, reply, ToolUse.AUTO);
    var messages = new ArrayList<>(once.messages().subList(0, once.messages().size() - 1));
    messages.addAll(once.messages().subList(2, once.messages().size()));
    return new ChatRequest(once.model(), messages, once.tools(), once.toolUse());
  }

  /** Makes of the recorded second request the third. */
  static void twoRounds(ObjectNode request) {
    var messages = request.withArray(request.has("contents") ? "contents" : "messages");
    int second = 0;
    while (!messages.path(second).path("role").asText().matches("assistant|model")) {
      second++;
    }
    var round = new ArrayList<JsonNode>();
    for (int i = second; i < messages.size(); i++) {
      round.add(messages.get(i).deepCopy());
    }
    var last = (ObjectNode) round.getLast();
    if (last.path("content").isTextual()) {
      round.removeLast();
    } else {
      var parts = last.withArray(last.has("parts") ? "parts" : "content");
      parts.remove(parts.size() - 1);
    }
    for (int i = 0; i < round.size(); i++) {
      messages.insert(second + i, round.get(i));
    }
  }

  static ChatRequest question(String model) {
    return new ChatRequest(
        new ModelChoice("p", model, null, 800),
        List.of(new Message.User("hello")),
        List.of(),
        ToolUse.AUTO);
  }

  String text(String name) {
    try {
      return Files.readString(Path.of("src/test/resources/wire", provider, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A recorded stream with the empty line after its last event. */
  String stream(String name) {
    return text(name + ".stream") + "\n";
  }

  ObjectNode json(String name) {
    return object(text(name + ".json"));
  }

  static ObjectNode object(String text) {
    try {
      return (ObjectNode) new JsonMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Plays a body in pieces of a few bytes, which splits characters and lines. */
  static Script inPieces(String contentType, String body) {
    return answer -> {
      answer.setChunked(true).putHeader("content-type", contentType);
      var bytes = Buffer.buffer(body);
      for (int from = 0; from < bytes.length(); from += 7) {
        answer.write(bytes.getBuffer(from, Math.min(from + 7, bytes.length())));
      }
      answer.end();
    };
  }
}
