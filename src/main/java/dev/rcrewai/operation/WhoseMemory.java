package dev.rcrewai.operation;

import org.jspecify.annotations.Nullable;

/**
 * Whose memory a request is about: the caller's own, or, with {@code manage_memory}, anybody's.
 *
 * @param crew of which crew alone, or null
 */
record WhoseMemory(String caller, @Nullable String crew) {
  /** Null where the caller may not ask for it. */
  static @Nullable WhoseMemory of(Exchange exchange) {
    var own = exchange.caller().userId();
    var caller = exchange.query("caller").map(value -> String.valueOf(value.get())).orElse(own);
    var crew = exchange.query("crew_name").map(value -> String.valueOf(value.get())).orElse(null);
    return caller.equals(own) || exchange.caller().managesMemory()
        ? new WhoseMemory(caller, crew)
        : null;
  }
}
