package dev.rcrewai.secret;

import dev.rcrewai.config.StoredSecret;
import io.vertx.core.Future;
import java.util.Map;

/** A place that secrets are read from again and again. Called on one context. */
interface SecretSource {
  /** Its name in metrics, health and logs. */
  String name();

  /** What it holds now, by variable; fails where it cannot be read, never with a secret. */
  Future<Map<String, StoredSecret>> read();
}
