package dev.rcrewai.cli;

import dev.rcrewai.config.SettingsLoader;
import dev.rcrewai.config.StoredSecret;
import dev.rcrewai.config.VaultSettings;
import dev.rcrewai.secret.Secrets;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where the server was installed: what the settings name relatively is looked for there. */
final class Home {
  private static final String PROPERTY = "rcrewai.home";

  /** More than all requests to Vault may take together. */
  private static final Duration VAULT_MAX = Duration.ofMinutes(5);

  private Home() {}

  /** The settings of this process. */
  static SettingsLoader settings() {
    return settings(System.getenv());
  }

  /** The settings of that environment, with what its Vault holds where it names one. */
  static SettingsLoader settings(Map<String, String> environment) {
    var loader = new SettingsLoader(environment, Path.of(System.getProperty(PROPERTY, "")));
    return loader.vault().map(vault -> loader.with(read(vault))).orElse(loader);
  }

  /** Before anything else runs, so with a Vert.x of its own. */
  private static Map<String, StoredSecret> read(VaultSettings vault) {
    var vertx = Vertx.vertx();
    try {
      return Secrets.of(vertx, vault).await(VAULT_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("Vault at " + vault.address() + " takes too long", e);
    } finally {
      vertx.close();
    }
  }
}
