package dev.rcrewai.tool.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.SecretText;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One interface as an operator declares it.
 *
 * @param spec what models are told
 * @param method of the request
 * @param url with parameters
 * @param headers with names of secrets
 * @param body with parameters; null for none
 * @param response JSON pointer to what a model is shown; empty for everything
 * @param timeout of one call
 */
public record HttpDeclaration(
    ToolSpec spec,
    String method,
    UrlTemplate url,
    Map<String, SecretText> headers,
    @Nullable BodyTemplate body,
    String response,
    Duration timeout) {
  private static final List<String> SAFE = List.of("GET", "HEAD");
  private static final double SECONDS = 30;

  public HttpDeclaration {
    headers = Map.copyOf(headers);
  }

  /** Of a part of a file that has been checked against the schema. */
  public static HttpDeclaration of(String name, JsonNode json, Map<String, Object> parameters) {
    String method = json.path("method").asText("GET");
    boolean sideEffects = json.path("side_effects").asBoolean(!SAFE.contains(method));
    var headers = new LinkedHashMap<String, SecretText>();
    json.path("headers")
        .properties()
        .forEach(
            header -> headers.put(header.getKey(), new SecretText(header.getValue().asText())));
    return new HttpDeclaration(
        new ToolSpec(name, json.path("description").asText(), parameters, sideEffects),
        method,
        new UrlTemplate(json.path("url").asText()),
        headers,
        json.has("body") ? new BodyTemplate(json.path("body")) : null,
        json.path("response").asText(""),
        Duration.ofMillis(Math.round(json.path("timeout").asDouble(SECONDS) * 1_000)));
  }

  /** What is wrong with the URL, if anything. */
  public Optional<String> urlProblem(Collection<String> parameters) {
    return url.problem(parameters);
  }

  /** What is wrong with the body, if anything. */
  public Optional<String> bodyProblem(Collection<String> parameters) {
    if (body != null && SAFE.contains(method)) {
      return Optional.of("a body needs another method than " + method);
    }
    return body == null
        ? Optional.empty()
        : body.names().stream()
            .filter(name -> !parameters.contains(name))
            .findFirst()
            .map(name -> "there is no parameter '" + name + "'; list it under parameters");
  }
}
