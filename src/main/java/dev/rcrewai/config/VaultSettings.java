package dev.rcrewai.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A HashiCorp Vault, and what of it is read.
 *
 * @param address without a slash at its end
 * @param login how a token is come by
 * @param namespace Vault Enterprise's, or null
 * @param caCert a PEM file with the authority that signed Vault's certificate, or null: those that
 *     Java knows
 * @param sslVerify whether Vault's certificate is checked
 * @param paths of secrets of version 2, for example {@code secret/data/database}
 * @param refreshInterval how often they are read again
 * @param timeout of one request
 */
public record VaultSettings(
    URI address,
    Login login,
    @Nullable String namespace,
    @Nullable Path caCert,
    boolean sslVerify,
    List<String> paths,
    Duration refreshInterval,
    Duration timeout) {
  public VaultSettings {
    paths = List.copyOf(paths);
    Require.that(!paths.isEmpty(), "paths is empty; expected at least one to read");
    Require.positive("refreshInterval", refreshInterval);
    Require.positive("timeout", timeout);
  }

  /** How a token of Vault is come by. */
  public sealed interface Login {}

  /** It is given. */
  public record Token(Secret token) implements Login {}

  /**
   * Kubernetes vouches for this pod.
   *
   * @param mount where the method is mounted, below {@code auth/}
   * @param role the role to log in for
   * @param tokenFile the service account's token
   */
  public record Kubernetes(String mount, String role, Path tokenFile) implements Login {}
}
