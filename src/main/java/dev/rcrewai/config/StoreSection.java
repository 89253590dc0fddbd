package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.flag;
import static dev.rcrewai.config.Rule.oneOf;
import static dev.rcrewai.config.Rule.path;

import dev.rcrewai.config.StoreSettings.Kind;
import java.nio.file.Path;

/** Where journals are kept. */
final class StoreSection {
  static final Section STORE = new Section("store", "The store");
  static final Key<Kind> KIND =
      STORE.key(
          "STORE",
          "kind",
          oneOf("sqlite").map(_ -> Kind.SQLITE).named("sqlite; no other store is offered yet"),
          "sqlite",
          "Where journals are kept");
  static final Key<Path> DATA_DIR =
      STORE.key(
          "DATA_DIR",
          "data_dir",
          path(),
          "data",
          "The directory of the embedded store and of the secret that the server made");
  static final Key<Boolean> ALLOW_SINGLE_NODE =
      STORE.key(
          "ALLOW_SINGLE_NODE",
          "allow_single_node",
          flag(),
          "false",
          "Whether the embedded store, which serves one node, may be used inside Kubernetes");

  private StoreSection() {}

  static StoreSettings read(Values in) {
    if (in.insideKubernetes() && !in.get(ALLOW_SINGLE_NODE)) {
      in.refuse(KIND, "ALLOW_SINGLE_NODE=true beside it inside Kubernetes: sqlite serves one node");
    }
    return new StoreSettings(in.get(KIND), in.get(DATA_DIR));
  }
}
