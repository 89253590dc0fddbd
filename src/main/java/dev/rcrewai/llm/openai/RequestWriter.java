package dev.rcrewai.llm.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.rcrewai.llm.SchemaTree;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.Image;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.OutputSchema;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.step.ToolUse;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the body of a chat completions request, straight to bytes. */
final class RequestWriter {
  private final String maxTokensField;

  RequestWriter(String maxTokensField) {
    this.maxTokensField = maxTokensField;
  }

  Buffer write(ChatRequest request, Delivery delivery) {
    var bytes = new ByteArrayOutputStream(2048);
    try (var json = Completion.MAPPER.createGenerator(bytes)) {
      json.writeStartObject();
      var model = request.model();
      json.writeStringField("model", model.model());
      messages(json, request.messages());
      tools(json, request);
      output(json, request.output());
      json.writeNumberField(maxTokensField, model.outputTokensMax());
      var temperature = model.temperature();
      if (temperature != null) {
        json.writeNumberField("temperature", temperature);
      }
      delivery(json, delivery);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a chat request cannot be written as JSON", e);
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  private static void delivery(JsonGenerator json, Delivery delivery) throws IOException {
    switch (delivery) {
      case WHOLE -> {}
      case STREAMED -> {
        json.writeBooleanField("stream", true);
        json.writeObjectFieldStart("stream_options");
        json.writeBooleanField("include_usage", true);
        json.writeEndObject();
      }
    }
  }

  private static void messages(JsonGenerator json, List<Message> messages) throws IOException {
    json.writeArrayFieldStart("messages");
    for (var message : messages) {
      json.writeStartObject();
      switch (message) {
        case Message.System(var text) -> said(json, "system", text);
        case Message.User user -> user(json, user);
        case Message.Assistant assistant -> assistant(json, assistant);
        case Message.Tool(var call, var result) -> {
          json.writeStringField("role", "tool");
          json.writeStringField("tool_call_id", call.id());
          json.writeStringField("content", result.text());
        }
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void said(JsonGenerator json, String role, String text) throws IOException {
    json.writeStringField("role", role);
    json.writeStringField("content", text);
  }

  private static void user(JsonGenerator json, Message.User message) throws IOException {
    if (message.images().isEmpty()) {
      said(json, "user", message.text());
      return;
    }
    json.writeStringField("role", "user");
    json.writeArrayFieldStart("content");
    if (!message.text().isBlank()) {
      json.writeStartObject();
      json.writeStringField("type", "text");
      json.writeStringField("text", message.text());
      json.writeEndObject();
    }
    for (var image : message.images()) {
      json.writeStartObject();
      json.writeStringField("type", "image_url");
      json.writeObjectFieldStart("image_url");
      json.writeStringField("url", url(image));
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String url(Image image) {
    return switch (image.source()) {
      case Image.Data(var base64) -> "data:" + image.mediaType() + ";base64," + base64;
      case Image.Link(var url) -> url;
    };
  }

  private static void assistant(JsonGenerator json, Message.Assistant message) throws IOException {
    if (message.calls().isEmpty()) {
      said(json, "assistant", message.text());
      return;
    }
    json.writeStringField("role", "assistant");
    if (message.text().isEmpty()) {
      json.writeNullField("content");
    } else {
      json.writeStringField("content", message.text());
    }
    json.writeArrayFieldStart("tool_calls");
    for (var call : message.calls()) {
      call(json, call);
    }
    json.writeEndArray();
  }

  private static void call(JsonGenerator json, ToolCall call) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", call.id());
    json.writeStringField("type", "function");
    json.writeObjectFieldStart("function");
    json.writeStringField("name", call.name());
    json.writeStringField("arguments", call.arguments());
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Without tools the provider refuses a tool choice. */
  private static void tools(JsonGenerator json, ChatRequest request) throws IOException {
    if (request.tools().isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("tools");
    for (var tool : request.tools()) {
      tool(json, tool);
    }
    json.writeEndArray();
    json.writeStringField("tool_choice", choice(request.toolUse()));
  }

  private static void tool(JsonGenerator json, ToolSpec tool) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "function");
    json.writeObjectFieldStart("function");
    json.writeStringField("name", tool.name());
    json.writeStringField("description", tool.description());
    json.writePOJOField("parameters", tool.parameters());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void output(JsonGenerator json, @Nullable OutputSchema output) throws IOException {
    if (output == null) {
      return;
    }
    var schema = WireJson.tree(output.schema());
    boolean strict = StrictSchema.fits(schema);
    if (strict) {
      SchemaTree.close(schema);
    }
    json.writeObjectFieldStart("response_format");
    json.writeStringField("type", "json_schema");
    json.writeObjectFieldStart("json_schema");
    json.writeStringField("name", output.name());
    json.writeBooleanField("strict", strict);
    json.writePOJOField("schema", schema);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String choice(ToolUse use) {
    return switch (use) {
      case AUTO -> "auto";
      case REQUIRED -> "required";
      case NONE -> "none";
    };
  }
}
