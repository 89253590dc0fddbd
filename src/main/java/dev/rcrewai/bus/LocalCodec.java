package dev.rcrewai.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Passes an immutable message by reference inside this node, and refuses the wire. */
final class LocalCodec implements MessageCodec<Object, Object> {
  static final String NAME = "rcrewai.local";

  @Override
  public void encodeToWire(Buffer buffer, Object message) {
    throw new IllegalStateException(
        message.getClass().getName() + " is a node-local message; it cannot leave this node");
  }

  @Override
  public Object decodeFromWire(int position, Buffer buffer) {
    throw new IllegalStateException("a node-local message arrived from another node");
  }

  @Override
  public Object transform(Object message) {
    return message;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
