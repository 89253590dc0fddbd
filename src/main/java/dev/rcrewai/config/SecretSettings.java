package dev.rcrewai.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where secrets come from beside the environment, and how often they are looked up again.
 *
 * @param vault null where none is named
 * @param fileInterval how often files of secrets are read again
 * @param given every secret that is in use, in the order of the settings
 */
public record SecretSettings(
    @Nullable VaultSettings vault, Duration fileInterval, List<GivenSecret> given) {
  public SecretSettings {
    given = List.copyOf(given);
    Require.positive("fileInterval", fileInterval);
  }
}
