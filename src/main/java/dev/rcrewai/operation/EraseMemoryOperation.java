package dev.rcrewai.operation;

import dev.rcrewai.execution.Json;
import dev.rcrewai.memory.CallerMemories;

/** {@code DELETE /v1/memory}: crews forget what they remember for a caller. */
final class EraseMemoryOperation implements Operation {
  private final CallerMemories memories;

  EraseMemoryOperation(CallerMemories memories) {
    this.memories = memories;
  }

  @Override
  public String id() {
    return "eraseMemory";
  }

  @Override
  public void handle(Exchange exchange) {
    var whose = WhoseMemory.of(exchange);
    if (whose == null) {
      exchange.problem(Problems.FORBIDDEN);
      return;
    }
    memories
        .erase(whose.caller(), whose.crew())
        .onSuccess(erased -> answer(exchange, whose, erased))
        .onFailure(exchange::storeFailed);
  }

  private static void answer(Exchange exchange, WhoseMemory whose, int erased) {
    var body = Json.MAPPER.createObjectNode();
    body.put("caller", whose.caller());
    body.put("erased", erased);
    exchange.json(200, body);
  }
}
