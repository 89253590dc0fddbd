package dev.rcrewai.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Signal;
import org.jspecify.annotations.Nullable;

/** A signal as JSON: one object with a member named after its kind. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SignalJson(Signal.@Nullable Cancel cancel, Signal.@Nullable Input input) {

  public static String write(Signal signal) {
    return Json.write(
        switch (signal) {
          case Signal.Cancel cancel -> new SignalJson(cancel, null);
          case Signal.Input input -> new SignalJson(null, input);
        });
  }

  public static Signal read(String json) {
    var signal = Json.read(json, SignalJson.class);
    if (signal.cancel() != null) {
      return signal.cancel();
    }
    if (signal.input() != null) {
      return signal.input();
    }
    throw new IllegalStateException("a signal of a kind that a newer server wrote");
  }
}
