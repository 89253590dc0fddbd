package dev.rcrewai.engine;

import dev.rcrewai.step.Message;
import dev.rcrewai.step.TokenEstimate;
import java.util.ArrayList;
import java.util.List;

/**
 * What was said in a conversation after its opening. Where it grows beyond the tokens that it may
 * have, the oldest rounds (calls of tools and what came of them) are left out, whole; never the
 * last one, and nothing else.
 *
 * <p>How many tokens a request has is what the provider counted for the one before it, corrected by
 * what has come and gone since at a token for four bytes; before the first count, it is that
 * estimate alone. So it depends on nothing but what is recorded.
 */
final class Transcript {
  private record Part(List<Message> messages, boolean isRound, long tokens) {}

  private final long tokensMax;
  private final List<Part> parts = new ArrayList<>();
  private int rounds;
  private int leftOut;
  private long tokens;
  private long sent;
  private long correction;

  /**
   * @param tokensMax of a whole request, the opening included
   */
  Transcript(long tokensMax) {
    this.tokensMax = tokensMax;
  }

  /** One whose length does not matter. */
  static Transcript unbounded() {
    return new Transcript(Long.MAX_VALUE);
  }

  boolean isBounded() {
    return tokensMax < Long.MAX_VALUE;
  }

  /** Calls of tools, and what came of them. */
  void addRound(List<Message> messages) {
    add(messages, true);
    rounds++;
  }

  /** What is always kept. */
  void add(Message message) {
    add(List.of(message), false);
  }

  private void add(List<Message> messages, boolean isRound) {
    var part =
        new Part(List.copyOf(messages), isRound, isBounded() ? TokenEstimate.of(messages) : 0);
    parts.add(part);
    tokens += part.tokens();
  }

  /** Leaves out what the next request has no room for beside an opening of so many tokens. */
  void fit(long opening) {
    while (opening + tokens + correction > tokensMax && leftOut < rounds - 1) {
      tokens -= round(leftOut).tokens();
      leftOut++;
    }
    sent = opening + tokens;
  }

  /** The request that was fitted last had so many tokens by the provider's count, or 0. */
  void counted(long inputTokens) {
    if (inputTokens > 0) {
      correction = inputTokens - sent;
    }
  }

  private Part round(int index) {
    return parts.stream().filter(Part::isRound).skip(index).findFirst().orElseThrow();
  }

  /** What is left of it; a note stands where rounds were left out. */
  List<Message> messages() {
    var kept = new ArrayList<Message>();
    int seen = 0;
    for (var part : parts) {
      boolean isLeftOut = part.isRound() && seen < leftOut;
      if (isLeftOut && seen == 0) {
        kept.add(new Message.User(Prompts.LEFT_OUT));
      } else if (!isLeftOut) {
        kept.addAll(part.messages());
      }
      seen += part.isRound() ? 1 : 0;
    }
    return kept;
  }
}
