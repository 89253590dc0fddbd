package dev.rcrewai.step;

import io.netty.buffer.ByteBufUtil;
import java.util.List;

/**
 * What a request will use, before the provider has counted: a token for every four bytes of its
 * texts, and the longest answer that it allows.
 */
public final class TokenEstimate {
  private static final int BYTES_PER_TOKEN = 4;

  private TokenEstimate() {}

  /** The request, and the longest answer. */
  public static long of(ChatRequest request) {
    return of(request.messages(), request.tools()) + request.model().outputTokensMax();
  }

  /** Messages alone. */
  public static long of(List<Message> messages) {
    return of(messages, List.of());
  }

  /** Messages, and the tools that go with them. */
  public static long of(List<Message> messages, List<ToolSpec> tools) {
    long bytes = 0;
    for (var message : messages) {
      bytes += bytes(message);
    }
    for (var tool : tools) {
      bytes += bytes(tool);
    }
    return bytes / BYTES_PER_TOKEN;
  }

  private static long bytes(Message message) {
    return switch (message) {
      case Message.System said -> bytes(said.text());
      case Message.User said -> bytes(said.text());
      case Message.Tool told -> bytes(told.result().text());
      case Message.Assistant said ->
          bytes(said.text()) + said.calls().stream().mapToLong(TokenEstimate::bytes).sum();
    };
  }

  private static long bytes(ToolCall call) {
    return bytes(call.name()) + bytes(call.arguments());
  }

  private static long bytes(ToolSpec tool) {
    return bytes(tool.name()) + bytes(tool.description()) + bytes(tool.parameters().toString());
  }

  private static long bytes(String text) {
    return ByteBufUtil.utf8Bytes(text); // counted, not copied: this is done for every chat
  }
}
