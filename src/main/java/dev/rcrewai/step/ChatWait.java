package dev.rcrewai.step;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A chat call that waits before it is sent tells when that lasts, and when it is over. */
public sealed interface ChatWait {
  ExecutionId execution();

  StepPath path();

  /** Which attempt of the shell at the request, as in {@link ChatCall}. */
  int call();

  /** It has waited for a while; told once for each reason. */
  record Lasting(ExecutionId execution, StepPath path, int call, String provider, Reason why)
      implements ChatWait {}

  /** It goes on. */
  record Over(ExecutionId execution, StepPath path, int call) implements ChatWait {}

  /** What a call waits for. */
  enum Reason {
    /** The crew, or its agent, began as many chats as it may in a minute. */
    MAX_RPM,
    /** Requests or tokens are used up for now, by our settings or by the provider's word. */
    RATE_LIMIT,
    /** The model failed too often; it waits for the probe. */
    BREAKER,
    /** Too many chats are with this provider. */
    SLOT,
    /** Other calls hold what is left of a budget. */
    BUDGET,
    /** The pause after an attempt that failed. */
    RETRY;

    /** As journals, answers and metrics have it. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
