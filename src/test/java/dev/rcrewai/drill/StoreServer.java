package dev.rcrewai.drill;

import java.util.Map;

/** The real server behind the nodes' store, which a drill may kill. */
interface StoreServer extends AutoCloseable {
  /** What nodes are told of it. */
  Map<String, String> environment();

  /** {@code kill -9}. */
  void kill();

  /** On the same data and port as before; returns when it answers. */
  void start();

  @Override
  void close();
}
