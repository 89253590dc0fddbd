package dev.rcrewai.sandbox;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing that must hold of a prompt for a rule to answer it. */
sealed interface Condition {
  /** What was captured on the way, by group; null where the condition does not hold. */
  default @Nullable Map<String, String> test(Material material) {
    var prompt = material.prompt();
    return switch (this) {
      case Text(var source, var match) -> match(material.text(source), match);
      case Header(var name, var match) -> match(prompt.headers().apply(name), match);
      case Offers(var tool) -> held(prompt.tools().contains(tool));
      case OffersAny(var wanted) -> held(prompt.tools().isEmpty() != wanted);
      case Schema(var name) ->
          held(prompt.demand() instanceof Demand.Schema(var asked, _) && asked.equals(name));
      case MustCall(var wanted) -> held(prompt.demand() instanceof Demand.Call == wanted);
      case Called(var tool) -> held(prompt.hasCalled(tool));
      case NotCalled(var tool) -> held(!prompt.hasCalled(tool));
      case Turns(var from, var to) -> held(prompt.turns() >= from && prompt.turns() <= to);
    };
  }

  private static @Nullable Map<String, String> match(@Nullable String text, TextMatch match) {
    return text == null ? null : match.match(text);
  }

  private static @Nullable Map<String, String> held(boolean holds) {
    return holds ? Map.of() : null;
  }

  /** A text of the prompt passes. */
  record Text(Source source, TextMatch match) implements Condition {}

  /** A request header passes. */
  record Header(String name, TextMatch match) implements Condition {}

  /** The tool may be called in the answer. */
  record Offers(String tool) implements Condition {}

  /** Whether any tool may be called in the answer. */
  record OffersAny(boolean wanted) implements Condition {}

  /** The answer is to be JSON of the schema of this name. */
  record Schema(String name) implements Condition {}

  /** Whether some tool has to be called in the answer. */
  record MustCall(boolean wanted) implements Condition {}

  /** The tool was called earlier in the conversation. */
  record Called(String tool) implements Condition {}

  /** The tool was not called yet. */
  record NotCalled(String tool) implements Condition {}

  /** The model has spoken at least {@code from} and at most {@code to} times. */
  record Turns(int from, int to) implements Condition {}
}
