package dev.rcrewai.operation;

import dev.rcrewai.execution.Json;
import dev.rcrewai.memory.CallerMemories;
import dev.rcrewai.memory.Memory;
import dev.rcrewai.memory.MemoryPlace;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/memory}: how much crews remember for a caller, and what, page by page. */
final class GetMemoryOperation implements Operation {
  private static final int LIMIT_DEFAULT = 50;

  private final CallerMemories memories;

  GetMemoryOperation(CallerMemories memories) {
    this.memories = memories;
  }

  @Override
  public String id() {
    return "getMemory";
  }

  @Override
  public void handle(Exchange exchange) {
    var whose = WhoseMemory.of(exchange);
    var token = exchange.query("page_token").map(value -> String.valueOf(value.get()));
    var after = token.flatMap(MemoryPlace::of);
    if (whose == null) {
      exchange.problem(Problems.FORBIDDEN);
    } else if (token.isPresent() && after.isEmpty()) {
      exchange.problem(Problems.invalid("page_token is none of this list's"));
    } else {
      read(exchange, whose, after.orElse(null));
    }
  }

  private void read(Exchange exchange, WhoseMemory whose, @Nullable MemoryPlace after) {
    int limit = exchange.query("limit").map(value -> value.getInteger()).orElse(LIMIT_DEFAULT);
    memories
        .view(whose.caller(), whose.crew(), after, limit)
        .onSuccess(view -> answer(exchange, whose, view))
        .onFailure(exchange::storeFailed);
  }

  private static void answer(Exchange exchange, WhoseMemory whose, CallerMemories.View view) {
    var body = Json.MAPPER.createObjectNode();
    body.put("caller", whose.caller());
    var counts = body.putArray("counts");
    for (var count : view.counts()) {
      counts
          .addObject()
          .put("crew_name", count.crew())
          .put("kind", count.kind().word())
          .put("count", count.count());
    }
    var list = body.putArray("memories");
    for (Memory memory : view.page().memories()) {
      list.addObject()
          .put("id", memory.id())
          .put("crew_name", memory.scope().crew())
          .put("kind", memory.kind().word())
          .put("text", memory.text())
          .put("execution_id", memory.execution().text())
          .put("at", memory.at().toString());
    }
    var next = view.page().next();
    body.put("next_page_token", next == null ? null : next.token());
    exchange.json(200, body);
  }
}
