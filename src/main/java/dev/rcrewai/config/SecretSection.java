package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.apiKey;
import static dev.rcrewai.config.Rule.baseUrl;
import static dev.rcrewai.config.Rule.flag;
import static dev.rcrewai.config.Rule.path;
import static dev.rcrewai.config.Rule.seconds;
import static dev.rcrewai.config.Rule.vaultName;
import static dev.rcrewai.config.Rule.vaultPaths;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Vault, and how often secrets are looked up again. */
final class SecretSection {
  static final Section SECRETS = new Section("secrets", "Secrets from Vault and from files");
  static final Key<URI> ADDRESS =
      SECRETS.optional(
          "VAULT_ADDR",
          "vault_addr",
          baseUrl(),
          "A Vault with KV version 2; what it holds goes before the environment and this file");
  static final Key<Secret> TOKEN =
      SECRETS.secret(
          "VAULT_TOKEN",
          "vault_token",
          apiKey(),
          "The token to read with; it is renewed in time where Vault allows it");
  static final Key<String> ROLE =
      SECRETS.optional(
          "VAULT_ROLE",
          "vault_role",
          vaultName(),
          "In place of a token: the role to log in for with the pod's Kubernetes service account");
  static final Key<String> MOUNT =
      SECRETS.key(
          "VAULT_K8S_MOUNT",
          "vault_k8s_mount",
          vaultName(),
          "kubernetes",
          "Where Kubernetes' auth method is mounted in Vault, below auth/");
  static final Key<Path> SERVICE_TOKEN =
      SECRETS.key(
          "VAULT_K8S_TOKEN_PATH",
          "vault_k8s_token_path",
          path(),
          "/var/run/secrets/kubernetes.io/serviceaccount/token",
          "The service account's token, read anew for each login");
  static final Key<String> NAMESPACE =
      SECRETS.optional(
          "VAULT_NAMESPACE", "vault_namespace", vaultName(), "The namespace of Vault Enterprise");
  static final Key<Path> CA_CERT =
      SECRETS.optional(
          "VAULT_CACERT",
          "vault_cacert",
          path(),
          "A PEM file with the authority of Vault's certificate; else those that Java knows");
  static final Key<Boolean> SSL_VERIFY =
      SECRETS.key(
          "VAULT_SSL_VERIFY",
          "vault_ssl_verify",
          flag(),
          "true",
          "Whether Vault's certificate is checked");
  static final Key<List<String>> PATHS =
      SECRETS.key(
          "VAULT_PATHS",
          "vault_paths",
          vaultPaths(),
          "secret/data/llm_providers,secret/data/database",
          "What to read; a field is called as its variable is, in any case: openai_api_key");
  static final Key<Duration> REFRESH_INTERVAL =
      SECRETS.key(
          "VAULT_REFRESH_INTERVAL",
          "vault_refresh_interval",
          seconds("1", "86400"),
          "3600",
          "How often Vault is read again");
  static final Key<Duration> TIMEOUT =
      SECRETS.key(
          "VAULT_CLIENT_TIMEOUT",
          "vault_client_timeout",
          seconds("0.1", "60"),
          "5",
          "One request to Vault, from the connection to the last byte");
  static final Key<Duration> FILE_INTERVAL =
      SECRETS.key(
          "SECRET_FILES_INTERVAL",
          "files_interval",
          seconds("0.1", "86400"),
          "60",
          "How often the files that *_FILE settings name are read again");

  private SecretSection() {}

  /** To be read last, when every secret has been asked for. */
  static SecretSettings read(Values in) {
    return new SecretSettings(vault(in).orElse(null), in.get(FILE_INTERVAL), in.secrets());
  }

  /** The Vault, or empty where none is named or it is named wrong. */
  static Optional<VaultSettings> vault(Values in) {
    return in.find(ADDRESS).flatMap(address -> login(in).map(login -> vault(in, address, login)));
  }

  private static VaultSettings vault(Values in, URI address, VaultSettings.Login login) {
    return new VaultSettings(
        address,
        login,
        in.find(NAMESPACE).orElse(null),
        in.find(CA_CERT).orElse(null),
        in.get(SSL_VERIFY),
        in.get(PATHS),
        in.get(REFRESH_INTERVAL),
        in.get(TIMEOUT));
  }

  private static Optional<VaultSettings.Login> login(Values in) {
    if (in.isGiven(TOKEN) == in.isGiven(ROLE)) {
      in.refuse(TOKEN, "either it or VAULT_ROLE beside VAULT_ADDR");
      return Optional.empty();
    }
    var token = in.find(TOKEN).map(VaultSettings.Token::new).map(VaultSettings.Login.class::cast);
    return token.or(() ->
        in.find(ROLE)
            .map(role -> new VaultSettings.Kubernetes(in.get(MOUNT), role, in.get(SERVICE_TOKEN))));
  }
}
