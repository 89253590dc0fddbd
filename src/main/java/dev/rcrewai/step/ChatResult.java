package dev.rcrewai.step;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every way a chat request can end. */
public sealed interface ChatResult {
  /** The model replied; who it was, and what it cost. */
  record Replied(Reply reply, Bill bill) implements ChatResult {}

  /**
   * No reply.
   *
   * @param detail what a crew's author or operator can act on; never a key, never a prompt
   * @param bill what the failed request cost all the same
   */
  record Failed(ChatFailure failure, String detail, Bill bill) implements ChatResult {}

  /** What the model said. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Answered.class, name = "answered"),
    @JsonSubTypes.Type(value = ToolsCalled.class, name = "tools_called")
  })
  sealed interface Reply {
    /** What it said in words; perhaps none beside calls. */
    String text();

    /** Opaque parts that the provider wants back with the conversation, or null. */
    @Nullable String providerState();
  }

  /** Text, and no calls. */
  record Answered(
      String text,
      @JsonProperty("finish_reason") FinishReason finishReason,
      @JsonProperty("provider_state") @Nullable String providerState)
      implements Reply {}

  /** At least one call, perhaps with text beside it. */
  record ToolsCalled(
      String text,
      List<ToolCall> calls,
      @JsonProperty("provider_state") @Nullable String providerState)
      implements Reply {
    public ToolsCalled {
      if (calls.isEmpty()) {
        throw new IllegalArgumentException("calls is empty; use Answered for text alone");
      }
      calls = List.copyOf(calls);
    }
  }

  /** Why the model stopped writing. */
  enum FinishReason {
    STOP,
    /** The answer was cut at the longest allowed length. */
    LENGTH
  }

  /**
   * Who answered and what it cost.
   *
   * @param costUsd US dollars, or null where the model has no price
   */
  record Bill(
      String provider,
      String model,
      Usage usage,
      @JsonProperty("cost_usd") @Nullable BigDecimal costUsd) {

    /** This, and what others cost who were asked before. */
    public Bill and(Bill earlier) {
      if (earlier.usage.equals(Usage.NONE)) {
        return this;
      }
      return new Bill(provider, model, usage.plus(earlier.usage), sum(earlier));
    }

    private @Nullable BigDecimal sum(Bill earlier) {
      if (costUsd == null || usage.equals(Usage.NONE)) {
        return earlier.costUsd;
      }
      return earlier.costUsd == null ? costUsd : costUsd.add(earlier.costUsd);
    }
  }
}
