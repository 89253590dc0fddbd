package dev.rcrewai.tool;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.step.ImageLoad;
import dev.rcrewai.step.StepAddresses;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;

/** Owns {@link StepAddresses#IMAGES}: reads pictures on worker threads. */
public final class ImageVerticle extends VerticleBase {
  private final LocalBus bus;
  private final ImageFiles files;

  public ImageVerticle(LocalBus bus, Path filesDir) {
    this.bus = bus;
    files = new ImageFiles(filesDir);
  }

  @Override
  public Future<?> start() {
    return bus.answer(StepAddresses.IMAGES, this::load).completion();
  }

  private Future<ImageLoad.Result> load(ImageLoad load) {
    return vertx.executeBlocking(() -> files.load(load), false);
  }
}
