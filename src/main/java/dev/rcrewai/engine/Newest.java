package dev.rcrewai.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map of bounded size: the entry that was used longest ago makes room. Single-threaded. */
final class Newest<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;
  private static final float LOAD_FACTOR = 0.75f;

  private final int sizeMax;

  Newest(int sizeMax) {
    super(16, LOAD_FACTOR, true);
    this.sizeMax = sizeMax;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > sizeMax;
  }
}
