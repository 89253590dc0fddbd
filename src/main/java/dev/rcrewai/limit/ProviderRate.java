package dev.rcrewai.limit;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * How much one provider may be asked per minute with one key: so many requests and so many tokens,
 * in buckets that hold a minute's worth, as the providers' own do. Thread-safe.
 */
public interface ProviderRate {
  /** No limit of ours. */
  ProviderRate UNLIMITED =
      new ProviderRate() {
        @Override
        public Future<Permit> take(String model, long tokens) {
          return Future.succeededFuture(new Permit.Granted());
        }

        @Override
        public void correct(long tokens) {}

        @Override
        public void close(String model, Duration pause) {}
      };

  /**
   * Takes one request and these tokens, or says how long to wait for them; a refusal takes nothing.
   * More tokens than a minute brings are granted once the bucket is full. Never fails.
   *
   * @param tokens as estimated before the provider has counted them
   */
  Future<Permit> take(String model, long tokens);

  /** The provider counted so many tokens more than were taken, or fewer. */
  void correct(long tokens);

  /** The provider says that it will answer nothing of this model for so long. */
  void close(String model, Duration pause);

  /** Whether a request may leave now. */
  sealed interface Permit {
    /** It may. */
    record Granted() implements Permit {}

    /**
     * Not yet.
     *
     * @param retryAfter until it is worth asking again; longer than zero
     * @param scope for whom else that holds
     */
    record Refused(Duration retryAfter, Scope scope) implements Permit {}
  }

  /** What a refusal is about. */
  enum Scope {
    /** This model only. */
    MODEL,
    /** Whatever is asked with this key. */
    KEY
  }
}
