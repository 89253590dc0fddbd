package dev.rcrewai.operation;

/** What one operation of the OpenAPI document does with a request that was checked. */
public interface Operation {
  /** The {@code operationId} in the document. */
  String id();

  /** Answers, now or later, on every path. */
  void handle(Exchange exchange);
}
