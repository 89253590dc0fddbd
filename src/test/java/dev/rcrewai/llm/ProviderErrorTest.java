package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderErrorTest {
  @ParameterizedTest
  @CsvSource({
    "301, BAD_REQUEST",
    "400, BAD_REQUEST",
    "401, AUTH",
    "402, QUOTA",
    "403, AUTH",
    "404, BAD_REQUEST",
    "408, TIMEOUT",
    "409, TIMEOUT",
    "413, BAD_REQUEST",
    "422, BAD_REQUEST",
    "429, RATE_LIMIT",
    "499, TIMEOUT",
    "500, SERVER",
    "502, SERVER",
    "503, OVERLOADED",
    "504, TIMEOUT",
    "529, OVERLOADED",
    "599, SERVER"
  })
  void failure_ofEachStatus(int status, ChatFailure expected) {
    assertThat(new ProviderError(status, "", "").failure()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "429, insufficient_quota, QUOTA",
    "429, rate_limit_exceeded, RATE_LIMIT",
    "400, context_length_exceeded, CONTEXT",
    "400, content_policy_violation, REFUSED",
    "400, content_filter, REFUSED",
    "404, model_not_found, BAD_REQUEST",
    "200, server_error, SERVER",
    "200, rate_limit_exceeded, RATE_LIMIT",
    "200, overloaded_error, OVERLOADED",
    "200, invalid_api_key, AUTH",
    "200, invalid_request_error, BAD_REQUEST",
    "200, timeout, TIMEOUT",
    "200, insufficient_quota, QUOTA",
    "200, 502, SERVER",
    "200, 429, RATE_LIMIT",
    "200, '', SERVER"
  })
  void failure_ofEachCode(int status, String code, ChatFailure expected) {
    assertThat(new ProviderError(status, code, "").failure()).isEqualTo(expected);
  }

  @Test
  void failure_compatibleServersContextMessage_isContext() {
    var error = new ProviderError(400, "BadRequestError", "This model's maximum context length is");
    assertThat(error.failure()).isEqualTo(ChatFailure.CONTEXT);
  }

  @Test
  void failure_ofTheRequest_neverCountsAgainstTheProvider() {
    for (int status = 400; status < 500; status++) {
      var failure = new ProviderError(status, "", "").asFailure(RetryHint.NONE, Usage.NONE);
      assertThat(failure.countsAgainstProvider()).as("HTTP %d", status).isFalse();
    }
    assertThat(
            new ProviderError(504, "", "")
                .asFailure(RetryHint.NONE, Usage.NONE)
                .countsAgainstProvider())
        .isTrue();
  }

  @Test
  void detail_ofALongMessage_isCut() {
    var error = new ProviderError(400, "c", "x".repeat(5000));
    assertThat(error.asFailure(RetryHint.NONE, Usage.NONE).detail())
        .startsWith("HTTP 400 c: xxx")
        .hasSizeLessThan(500);
  }
}
