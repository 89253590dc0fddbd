package dev.rcrewai.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** A model that takes every request and never says a word. */
public final class DeadModel extends VerticleBase {
  private final Listening listening;

  DeadModel(Listening listening) {
    this.listening = listening;
  }

  public static void main(String[] args) {
    Listening.serve(DeadModel::new);
  }

  @Override
  public Future<?> start() {
    return listening.on(vertx.createHttpServer().requestHandler(_ -> {}));
  }
}
