package dev.rcrewai.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Optional;

/** What the server answered. */
record Answer(int status, HttpHeaders headers, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Answer(HttpResponse<String> response) {
    this(response.statusCode(), response.headers(), response.body());
  }

  /** This answer, which must have that status. */
  Answer status(int expected) {
    assertThat(status).as(body).isEqualTo(expected);
    return this;
  }

  /** This answer, which must be a problem document with that status and code. */
  Answer problem(int expected, String code) {
    status(expected);
    assertThat(mediaType()).isEqualTo("application/problem+json");
    assertThat(text("code")).as(body).isEqualTo(code);
    assertThat(json().path("status").asInt()).isEqualTo(expected);
    return this;
  }

  JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + body, e);
    }
  }

  /** A member of the body, as text. */
  String text(String member) {
    return json().path(member).asText();
  }

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** The content type without its parameters. */
  String mediaType() {
    return header("Content-Type").orElse("").split(";", 2)[0];
  }
}
