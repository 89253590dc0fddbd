package dev.rcrewai.tool.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.HttpCall;
import dev.rcrewai.tool.HttpReply;
import dev.rcrewai.tool.SecretText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One message to one server, with the headers that its revision asks for, and the answer. */
final class HttpPost {
  /** What a header can hold as it is; anything else goes in Base64. */
  private static final Pattern PLAIN =
      Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");

  private static final String ENCODED = "=?base64?";
  private static final String ENCODED_END = "?=";

  private final URI url;
  private final Map<String, SecretText> headers;
  private final NamedSecrets secrets;
  private final GuardedHttp http;

  HttpPost(URI url, Map<String, SecretText> headers, NamedSecrets secrets, GuardedHttp http) {
    this.url = url;
    this.headers = Map.copyOf(headers);
    this.secrets = secrets;
    this.http = http;
  }

  HttpReply send(McpRequest request, long id, HttpTransport.Manner manner, Instant deadline)
      throws McpException, IOException, InterruptedException {
    var all = headers(manner);
    var params = request.params();
    if (manner instanceof HttpTransport.Sessionless) {
      params = Messages.sessionless(params);
      all.put("Mcp-Method", request.method());
      if (params.has("name")) {
        all.put("Mcp-Name", encoded(params.path("name").asText()));
      }
      request.arguments().forEach((name, value) -> all.put("Mcp-Param-" + name, encoded(value)));
    }
    return send(Messages.request(id, request.method(), params), id, all, deadline);
  }

  /** The last word of the beginning of a session. */
  void initialized(HttpTransport.Session session, Instant deadline)
      throws McpException, IOException, InterruptedException {
    send(Messages.notification("notifications/initialized"), -1, headers(session), deadline);
  }

  private HttpReply send(ObjectNode message, long id, Map<String, String> all, Instant deadline)
      throws IOException, InterruptedException {
    var body = Buffer.buffer(message.toString());
    return http.send(
        new HttpCall(HttpMethod.POST, url, all, body, sent -> hasAnswer(sent, id)), deadline);
  }

  private Map<String, String> headers(HttpTransport.Manner manner) throws McpException {
    Map<String, String> all = new HashMap<>();
    try {
      headers.forEach((name, text) -> all.put(name, text.with(secrets)));
    } catch (IllegalStateException e) {
      throw new McpException("a secret for it is not there, or may not be sent to it", e);
    }
    all.put("Content-Type", "application/json");
    all.put("Accept", "application/json, text/event-stream");
    switch (manner) {
      case HttpTransport.Sessionless _ -> all.put("MCP-Protocol-Version", Revisions.SESSIONLESS);
      case HttpTransport.Session(var id, var revision) -> {
        all.put("MCP-Protocol-Version", revision);
        if (!id.isEmpty()) {
          all.put("Mcp-Session-Id", id);
        }
      }
      case HttpTransport.Beginning _ -> {}
    }
    return all;
  }

  /** A header's value that means this text. */
  static String encoded(String value) {
    boolean plain =
        PLAIN.matcher(value).matches()
            && !(value.startsWith(ENCODED) && value.endsWith(ENCODED_END));
    return plain
        ? value
        : ENCODED + Base64.getEncoder().encodeToString(value.getBytes(UTF_8)) + ENCODED_END;
  }

  /** A stream may stay open after the answer; nobody waits for its end. */
  private static boolean hasAnswer(Buffer body, long id) {
    byte first = body.length() == 0 ? (byte) '{' : body.getByte(0);
    try {
      return first != '{' && first != '[' && new EventText(body.toString()).answerTo(id) != null;
    } catch (IOException e) {
      return true; // it makes no sense, and will make none later
    }
  }

  /** The answer to that request, or null where there is none. */
  static @Nullable JsonNode answer(HttpReply reply, long id) throws McpException, IOException {
    if (reply.status() >= 500) {
      throw new IOException("the server answered with status " + reply.status());
    }
    if (reply.status() >= 400) {
      var message = message(reply);
      throw new McpException(
          message != null && message.has("error")
              ? Messages.error(message)
              : "the server answered with status " + reply.status());
    }
    if (reply.mediaType().equals("text/event-stream")) {
      return new EventText(reply.text() + "\n\n").answerTo(id);
    }
    var message = Messages.parse(reply.text());
    return Messages.answers(message, id) ? message : null;
  }

  /** The message that the body is, whatever it answers; null where it is none. */
  static @Nullable JsonNode message(HttpReply reply) {
    try {
      return reply.mediaType().equals("text/event-stream")
          ? new EventText(reply.text() + "\n\n").last()
          : Messages.parse(reply.text());
    } catch (IOException e) {
      return null; // a page of some web server between
    }
  }
}
