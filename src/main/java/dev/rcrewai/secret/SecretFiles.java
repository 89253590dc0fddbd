package dev.rcrewai.secret;

import dev.rcrewai.config.GivenSecret;
import dev.rcrewai.config.Secret;
import dev.rcrewai.config.StoredSecret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that {@code *_FILE} settings name. Kubernetes swaps all files of a mounted Secret at
 * once, so they are read until two readings agree: halves of two versions would not go together.
 */
final class SecretFiles implements SecretSource {
  private static final int READINGS_MAX = 5;

  private final Vertx vertx;
  private final List<GivenSecret> secrets;

  /**
   * @param secrets those of which only the ones that came from files count
   */
  SecretFiles(Vertx vertx, List<GivenSecret> secrets) {
    this.vertx = vertx;
    this.secrets = secrets;
  }

  @Override
  public String name() {
    return "files";
  }

  @Override
  public Future<Map<String, StoredSecret>> read() {
    return vertx.executeBlocking(() -> stored(consistent()));
  }

  private Map<String, String> consistent() throws IOException {
    var earlier = once();
    for (int reading = 2; reading <= READINGS_MAX; reading++) {
      var now = once();
      if (now.equals(earlier)) {
        return now;
      }
      earlier = now;
    }
    throw new IOException("the files change faster than they can be read");
  }

  private Map<String, String> once() throws IOException {
    var texts = new HashMap<String, String>();
    for (var secret : secrets) {
      if (secret.origin() instanceof GivenSecret.File(var path)) {
        try {
          texts.put(secret.name(), secret.read(path));
        } catch (IOException e) {
          throw new IOException(
              secret.name() + "_FILE cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
      }
    }
    return texts;
  }

  private static Map<String, StoredSecret> stored(Map<String, String> texts) {
    var stored = new HashMap<String, StoredSecret>();
    texts.forEach(
        (name, text) -> stored.put(name, new StoredSecret(name + "_FILE", new Secret(text))));
    return stored;
  }
}
