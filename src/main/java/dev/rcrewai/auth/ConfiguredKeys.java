package dev.rcrewai.auth;

import static java.util.Objects.requireNonNull;

import dev.rcrewai.config.AuthSettings;
import dev.rcrewai.config.Secret;
import io.vertx.core.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The secrets of HS256, or the public key, that the settings hold, as they are at that moment. */
final class ConfiguredKeys implements TokenKeys {
  private final AuthSettings settings;
  private final Secret first;
  private final Secret previous;
  private volatile Known known;

  private record Known(String first, String previous, KeySet keys) {}

  ConfiguredKeys(AuthSettings settings) {
    this.settings = settings;
    var key = settings.publicKey() == null ? settings.secret() : settings.publicKey();
    this.first = requireNonNull(key, "no key is configured");
    this.previous = orNone(settings.previousSecret());
    this.known = read();
  }

  private static Secret orNone(@Nullable Secret secret) {
    return secret == null ? new Secret("") : secret;
  }

  /** For every request: a look at two texts, mostly. */
  @Override
  public Future<KeySet> forKey(@Nullable String kid) {
    var now = known;
    if (!now.first().equals(first.get()) || !now.previous().equals(previous.get())) {
      now = read();
      known = now;
    }
    return Future.succeededFuture(now.keys());
  }

  /** The first secret is read first: on its way out it becomes the second before it is replaced. */
  private Known read() {
    var current = first.get();
    var before = previous.get();
    var texts = Stream.of(current, before).filter(text -> !text.isEmpty()).toList();
    return new Known(current, before, KeySet.ofTexts(settings, texts));
  }
}
