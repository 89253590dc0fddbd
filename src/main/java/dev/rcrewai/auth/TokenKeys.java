package dev.rcrewai.auth;

import dev.rcrewai.config.AuthSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * The keys that tokens are checked with: those that are configured, or a published set. One for all
 * event loops; thread-safe, and answers on the caller's context.
 */
public interface TokenKeys {
  /**
   * The keys as they are now; the same object while they are the same.
   *
   * @param kid the key that a token names, which may have to be looked for; null where it names
   *     none
   */
  Future<KeySet> forKey(@Nullable String kid);

  /** The keys that the settings name. */
  static TokenKeys of(Vertx vertx, AuthSettings settings) {
    var published = settings.jwksUrl();
    return published == null
        ? new ConfiguredKeys(settings)
        : new PublishedKeys(vertx, settings, published, System::nanoTime);
  }
}
