package dev.rcrewai.http;

import dev.rcrewai.config.AuthSettings;
import dev.rcrewai.config.Secret;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The secrets of HS256, or the public key, that the settings hold, as they are at that moment. */
final class ConfiguredKeys implements TokenKeys {
  private final AuthSettings settings;
  private volatile @Nullable Known known;

  private record Known(List<String> texts, KeySet keys) {}

  ConfiguredKeys(AuthSettings settings) {
    this.settings = settings;
  }

  @Override
  public Future<KeySet> forKey(@Nullable String kid) {
    var texts = texts();
    var now = known;
    if (now == null || !now.texts().equals(texts)) {
      now = new Known(texts, KeySet.ofTexts(settings, texts));
      known = now;
    }
    return Future.succeededFuture(now.keys());
  }

  /** The first secret is read first: on its way out it becomes the second before it is replaced. */
  private List<String> texts() {
    var first = settings.publicKey() == null ? settings.secret() : settings.publicKey();
    return Stream.of(
            Objects.requireNonNull(first, "no key is configured").get(),
            text(settings.previousSecret()))
        .filter(text -> !text.isEmpty())
        .toList();
  }

  private static String text(@Nullable Secret secret) {
    return secret == null ? "" : secret.get();
  }
}
