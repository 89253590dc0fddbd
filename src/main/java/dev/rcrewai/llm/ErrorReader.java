package dev.rcrewai.llm;

import dev.rcrewai.step.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads an answer whose status says that there is no reply in it. */
final class ErrorReader implements AnswerReader {
  /** Beyond it no provider says anything of use. */
  private static final int BODY_BYTES_MAX = 64 << 10;

  private final WireFormat format;
  private final int status;
  private final RetryHint hint;
  private final @Nullable String requestId;
  private final Buffer body = Buffer.buffer();

  ErrorReader(WireFormat format, HttpClientResponse answer, Instant now) {
    this.format = format;
    this.status = answer.statusCode();
    this.hint = RetryHint.of(answer.headers(), now);
    this.requestId = answer.getHeader("x-request-id");
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
}
