package dev.rcrewai;

import dev.rcrewai.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which certificates are not checked because somebody said so: for the log and for operators. */
final class Unverified {
  private Unverified() {}

  /** Every warning that these settings deserve. */
  static List<String> of(Settings settings) {
    var all = new ArrayList<String>();
    providers(settings).ifPresent(all::add);
    vault(settings).ifPresent(all::add);
    return all;
  }

  static Optional<String> providers(Settings settings) {
    return settings.llm().validateSsl()
        ? Optional.empty()
        : Optional.of(
            "INSECURE: VALIDATE_SSL=false, providers' certificates are not checked; whoever is"
                + " between can read keys and prompts");
  }

  static Optional<String> vault(Settings settings) {
    var vault = settings.secrets().vault();
    return vault == null || vault.sslVerify()
        ? Optional.empty()
        : Optional.of(
            "INSECURE: VAULT_SSL_VERIFY=false, Vault's certificate is not checked; whoever is"
                + " between can read every secret");
  }
}
