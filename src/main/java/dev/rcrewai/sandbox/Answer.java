package dev.rcrewai.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the sandbox says, filled in and in no provider's words. */
sealed interface Answer {
  /**
   * A turn of the model.
   *
   * @param text may be empty where there are calls
   */
  record Said(String text, List<Call> calls, Finish finish) implements Answer {
    public Said {
      calls = List.copyOf(calls);
    }
  }

  /** A body sent as it stands, with status 200. */
  record Raw(String body) implements Answer {}

  /** A refusal in the provider's own error format. */
  record Refused(int status, Reason reason, Map<String, String> headers) implements Answer {
    public Refused {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * @param arguments JSON text, or what a script wants to pass for it
   */
  record Call(String name, String arguments) {}

  /** Why a model stopped. */
  enum Finish {
    STOP,
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER
  }

  /**
   * @param type the provider's class of error, or null for what fits the status
   * @param code the provider's code, or null for what fits the status
   */
  record Reason(
      String message,
      @Nullable String type,
      @Nullable String code,
      @Nullable Duration retryAfter) {}
}
