package dev.rcrewai.store.redis;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What went wrong, in words for operators. */
final class Failures {
  private Failures() {}

  /** Whether a Redis answered, that it takes no writes because it is a replica. */
  static boolean isOfReplica(Throwable failure) {
    return isAnswer(failure, "READONLY ");
  }

  /** Whether a Redis answered so to one of a group. */
  static boolean isOfReplica(@Nullable Response answer) {
    return answer != null
        && answer.type() == ResponseType.MULTI
        && Scripts.parts(answer)
            .anyMatch(
                part -> part instanceof ErrorType refused && isOfReplica((Throwable) refused));
  }

  /** Whether Redis does not know the script, so that nothing was done. */
  static boolean isOfUnknownScript(Throwable failure) {
    return isAnswer(failure, "NOSCRIPT");
  }

  /** Whether the command is forbidden to us, as managed services do. */
  static boolean isForbidden(Throwable failure) {
    return isAnswer(failure, "NOPERM") || isAnswer(failure, "unknown command");
  }

  private static boolean isAnswer(Throwable failure, String word) {
    return failure instanceof ErrorType answer
        && Objects.toString(answer.getMessage()).contains(word);
  }

  /** Why a connection could not be had. */
  static String reason(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "no answer in time";
    }
    var message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  /** The failure of a call. After a lost connection nobody knows whether it was done. */
  static Exception ofCall(Throwable failure) {
    return switch (failure) {
      case ErrorType lost when lost.is("CONNECTION_CLOSED") ->
          new IllegalStateException("the connection to Redis was lost; what was asked may be done");
      case IOException lost ->
          new IllegalStateException(
              "the connection to Redis was lost (%s); what was asked may be done"
                  .formatted(reason(lost)));
      case ErrorType answer -> new IllegalStateException("Redis refused: " + answer.getMessage());
      case TimeoutException late ->
          new IllegalStateException("Redis gave no answer in time; what was asked may be done");
      case Exception other -> other;
      default -> new IllegalStateException(failure);
    };
  }
}
