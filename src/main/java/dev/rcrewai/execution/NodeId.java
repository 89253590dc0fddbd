package dev.rcrewai.execution;

/** Names one server process for as long as it lives; a restart is a new node. */
public record NodeId(String text) {
  public NodeId {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a node id is empty");
    }
  }
}
