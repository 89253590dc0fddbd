package dev.rcrewai.llm.google;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.llm.ProviderError;
import dev.rcrewai.llm.RetryHint;
import dev.rcrewai.llm.WireJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code {"code","message","status","details"}}, whose details say what to do about it. */
final class ErrorBody {
  private static final String BAD_KEY = "API_KEY_INVALID";
  private static final Pattern DELAY = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)s");

  private ErrorBody() {}

  /**
   * Reads an error object.
   *
   * @param status of the answer; an error inside a stream has one of its own in {@code code}
   */
  static ProviderError read(int status, JsonNode error) {
    int own = error.path("code").asInt();
    var code = WireJson.text(error.path("status"));
    var hint = RetryHint.NONE;
    for (var detail : error.path("details")) {
      if (WireJson.text(detail.path("reason")).equals(BAD_KEY)) {
        code = BAD_KEY;
      }
      for (var violation : detail.path("violations")) {
        var quota = WireJson.text(violation.path("quotaId"));
        code = quota.contains("PerDay") ? quota : code;
      }
      hint = hint.or(hint(WireJson.text(detail.path("retryDelay"))));
    }
    var message = WireJson.firstText(error.path("message"), error);
    return new ProviderError(status < 300 && own >= 400 ? own : status, code, message, hint);
  }

  private static RetryHint hint(String delay) {
    return Optional.of(DELAY.matcher(delay))
        .filter(match -> match.matches())
        .map(match -> new BigDecimal(match.group(1)).movePointRight(3))
        .map(millis -> Duration.ofMillis(millis.setScale(0, RoundingMode.CEILING).longValue()))
        .map(RetryHint::pause)
        .orElse(RetryHint.NONE);
  }
}
