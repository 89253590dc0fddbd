package dev.rcrewai.llm;

import dev.rcrewai.step.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads an answer whose status says that there is no reply in it. */
final class ErrorReader implements AnswerReader {
  /** Beyond it no provider says anything of use. */
  private static final int BODY_BYTES_MAX = 64 << 10;

  /** Where the providers say which request it was; most of them use the first. */
  private static final List<String> REQUEST_IDS =
      List.of("x-request-id", "request-id", "apim-request-id");

  private final WireFormat format;
  private final int status;
  private final RetryHint hint;
  private final @Nullable String requestId;
  private final Buffer body = Buffer.buffer();

  ErrorReader(WireFormat format, HttpClientResponse answer, Instant now) {
    this.format = format;
    this.status = answer.statusCode();
    this.hint = hint(answer, now);
    this.requestId =
        REQUEST_IDS.stream()
            .map(answer::getHeader)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  @Override
  public @Nullable AttemptResult read(Buffer bytes) {
    body.appendBuffer(bytes);
    return body.length() > BODY_BYTES_MAX ? end() : null;
  }

  @Override
  public AttemptResult end() {
    var failure = format.error(status, body).asFailure(hint, Usage.NONE);
    return requestId == null
        ? failure
        : failure.withDetail(failure.detail() + " (request " + requestId + ")");
  }

  private static RetryHint hint(HttpClientResponse answer, Instant now) {
    var asked = RetryHint.of(answer.headers(), now);
    return answer.statusCode() == 429 ? asked.or(RateReset.hint(answer.headers(), now)) : asked;
  }
}
