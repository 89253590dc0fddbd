package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What of a provider's words may be shown. */
class RedactionTest {
  private static final String PROMPT =
      "Write to Ann Baker,\n12 Long Lane, about her \"test\" result.";

  private static final String KEY = "azure0123";

  @Test
  void words_thatQuoteNothing_stay() {
    var words = "HTTP 429 rate_limit_error: Rate limit reached for gpt-4o-mini, try in 20 s";
    assertThat(redacted(words)).isEqualTo(words);
  }

  @Test
  void key_isTakenOut_andWhatLooksLikeOne() {
    assertThat(redacted("bad key azure0123, or sk-abc***xyz"))
        .isEqualTo("bad key [secret], or [secret]");
  }

  @Test
  void requestWithoutABody_isNotQuoted() {
    assertThat(new Redaction(KEY, Buffer::buffer).apply("bad azure0123")).isEqualTo("bad [secret]");
  }

  @Test
  void noKey_takesNothingOut() {
    assertThat(new Redaction(null, () -> body(PROMPT)).apply("no key")).isEqualTo("no key");
  }

  @Test
  void names_mayBeQuoted() {
    var words = "HTTP 400: model claude-sonnet-4-6 knows no max_completion_tokens";
    assertThat(redacted(words)).isEqualTo(words);
  }

  @Test
  void quote_isCutFromItsFirstWord() {
    assertThat(redacted("HTTP 400: not allowed: Write to Ann Baker, 12 Long"))
        .isEqualTo("HTTP 400: not allowed: [quoted]");
  }

  @Test
  void quote_fromTheMiddle_escapedAgain_isCut() {
    assertThat(redacted("HTTP 400: bad \\\"Long Lane, about her \\\\\\\"test"))
        .isEqualTo("HTTP 400: bad \\\"[quoted]");
  }

  @Test
  void wordsAboutALongRequest_areCutAfterTheStatus() {
    var redaction = new Redaction(KEY, () -> body("x".repeat(300_000)));
    assertThat(redaction.apply("HTTP 400 too_long: anything"))
        .isEqualTo("HTTP 400 too_long: [quoted]");
    assertThat(redaction.apply("no answer")).isEqualTo("no answer");
  }

  private String redacted(String words) {
    return new Redaction(KEY, () -> body(PROMPT)).apply(words);
  }

  private static Buffer body(String prompt) {
    return new JsonObject()
        .put("model", "claude-sonnet-4-6")
        .put("max_completion_tokens", 10)
        .putNull("stop")
        .put("messages", new JsonArray().add(new JsonObject().put("content", prompt)))
        .toBuffer();
  }
}
