package dev.rcrewai.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Supplier;

/** A value that no log, error or {@code toString} may show; read it anew each time it is needed. */
public final class Secret implements Supplier<String> {
  private volatile String value;

  public Secret(String value) {
    this.value = value;
  }

  @Override
  public String get() {
    return value;
  }

  /** Replaces the value for every later reader. */
  public void swap(String newValue) {
    value = newValue;
  }

  /** Whether this is the value still; takes as long whatever differs. */
  public boolean is(String other) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "[secret]";
  }
}
