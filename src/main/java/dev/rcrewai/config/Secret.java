package dev.rcrewai.config;

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

  @Override
  public String toString() {
    return "[secret]";
  }
}
