package dev.rcrewai.secret;

import io.vertx.core.Future;

/** How this server comes by a token of Vault. Lives on one context. */
sealed interface VaultLogin permits GivenToken, KubernetesLogin {
  /** A token to read with. */
  Future<String> token();

  /** That token was refused; whether asking for another one could help. */
  boolean refused();

  /** Keeps what it has alive from now on, where that takes anything. */
  void start();

  void stop();
}
