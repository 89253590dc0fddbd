package dev.rcrewai.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;

/** Reads request bodies, bounded in size and time. */
final class BodyReader {
  static final int BYTES_MAX = 16 * 1024 * 1024;
  private static final int SECONDS_MAX = 30;

  private BodyReader() {}

  /** Fails with {@link TooLarge}, a time-out, or what broke the connection. */
  static Future<Buffer> read(HttpServerRequest request) {
    var body = Buffer.buffer();
    Promise<Buffer> done = Promise.promise();
    request.handler(bytes -> {
      if (body.length() + bytes.length() <= BYTES_MAX) {
        body.appendBuffer(bytes);
      } else {
        done.tryFail(new TooLarge());
      }
    });
    request.endHandler(_ -> done.tryComplete(body));
    request.exceptionHandler(done::tryFail);
    return done.future().timeout(SECONDS_MAX, TimeUnit.SECONDS);
  }

  /** A body over {@link #BYTES_MAX}. */
  static final class TooLarge extends RuntimeException {}
}
