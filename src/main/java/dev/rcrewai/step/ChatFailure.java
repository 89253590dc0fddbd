package dev.rcrewai.step;

/** Why a chat request failed; decides, here and nowhere else, whether asking again may help. */
public enum ChatFailure {
  /** The key is missing, wrong, or may not do this. */
  AUTH(false, false),
  /** The account's quota or credit is used up. */
  QUOTA(false, false),
  /** Too many requests or tokens for now. */
  RATE_LIMIT(true, false),
  /** The provider says that it is overloaded. */
  OVERLOADED(true, true),
  /** The provider failed. */
  SERVER(true, true),
  /** No answer, or none in time. */
  TIMEOUT(true, true),
  /** The connection failed or broke. */
  NETWORK(true, true),
  /** The answer could not be understood. */
  BAD_OUTPUT(true, true),
  /** The conversation is longer than the model's context window. */
  CONTEXT(false, false),
  /** The provider or the model refused the content. */
  REFUSED(false, false),
  /** The provider did not accept the request. */
  BAD_REQUEST(false, false),
  /** Our circuit breaker for this provider is open; the provider was not asked. */
  BREAKER_OPEN(true, false),
  /** No slot for this provider became free in time; the provider was not asked. */
  BULKHEAD_FULL(true, false),
  /** A budget has no room for the call; the provider was not asked. */
  BUDGET(false, false),
  /** We stopped waiting: cancelled, or the deadline passed. */
  ABORTED(false, false);

  private final boolean retryable;
  private final boolean providerAtFault;

  ChatFailure(boolean retryable, boolean providerAtFault) {
    this.retryable = retryable;
    this.providerAtFault = providerAtFault;
  }

  /** Whether the same request may succeed a little later. */
  public boolean retryable() {
    return retryable;
  }

  /** Whether it counts against the provider in its circuit breaker. */
  public boolean providerAtFault() {
    return providerAtFault;
  }
}
