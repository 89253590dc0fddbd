package dev.rcrewai.llm;

/** Whether an attempt may be made, as far as money goes. */
sealed interface Hold {
  /** It may; the fare is settled in any case. */
  record Granted(Fare fare) implements Hold {}

  /** Not now: calls under way hold what it needs, or the store is away. */
  record Later() implements Hold {}

  /** It may not. */
  record Refused(AttemptResult.Failure failure) implements Hold {}
}
