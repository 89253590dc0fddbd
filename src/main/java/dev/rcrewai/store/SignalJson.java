package dev.rcrewai.store;

import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Signal;
import org.jspecify.annotations.Nullable;

/** A signal as JSON: one object with a member named after its kind. */
public record SignalJson(Signal.@Nullable Cancel cancel) {

  public static String write(Signal signal) {
    return switch (signal) {
      case Signal.Cancel cancel -> Json.write(new SignalJson(cancel));
    };
  }

  public static Signal read(String json) {
    var cancel = Json.read(json, SignalJson.class).cancel();
    if (cancel == null) {
      throw new IllegalStateException("a signal of a kind that a newer server wrote");
    }
    return cancel;
  }
}
