package dev.rcrewai.net;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** The body of an answer, which is reset where it is longer than it may be. */
public final class BoundedBody {
  private BoundedBody() {}

  /** An answer was longer than it may be. */
  public static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLongException(int bytesMax) {
      super("more than " + bytesMax + " bytes");
    }
  }

  /**
   * The whole body; fails with {@link TooLongException}. To be called before the body flows: on the
   * request's own context, where the answer's head is told.
   */
  public static Future<Buffer> of(HttpClientResponse response, int bytesMax) {
    Promise<Buffer> whole = Promise.promise();
    var body = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.endHandler(_ -> whole.tryComplete(body));
    response.handler(chunk -> {
      if (body.length() + chunk.length() <= bytesMax) {
        body.appendBuffer(chunk);
      } else if (whole.tryFail(new TooLongException(bytesMax))) {
        response.request().reset();
      }
    });
    return whole.future();
  }
}
