package dev.rcrewai.engine;

import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.step.StepPath;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys that one run's chats are sent with: its caller's, else those kept for its crew, else the
 * server's own. Looked up for each chat, since they change while it runs. What is to be asked with
 * another key is never asked with the server's: without it, nothing can go on.
 */
final class RunKeys {
  private static final String CALLERS_LOST =
      "provider_key_lost: the caller's key is not there any more; start it again with one";

  private final RunServices services;
  private final ExecutionAccepted accepted;
  private final Function<StepPath, String> crewAt;
  private final Consumer<String> onLost;

  /**
   * @param crewAt names the crew that works at a path
   * @param onLost is told, in words, which key is not there
   */
  RunKeys(
      RunServices services,
      ExecutionAccepted accepted,
      Function<StepPath, String> crewAt,
      Consumer<String> onLost) {
    this.services = services;
    this.accepted = accepted;
    this.crewAt = crewAt;
    this.onLost = onLost;
  }

  /** What the caller pays with; null where that is lost. */
  @Nullable ProviderKeys ofCaller() {
    var found = services.callerKeys().find(accepted);
    if (found == null) {
      onLost.accept(CALLERS_LOST);
    }
    return found;
  }

  /** What the chat with that model at that path is sent with; null where that is lost. */
  @Nullable ProviderKeys of(ModelChoice model, StepPath path) {
    var keys = ofCaller();
    var name = model.key();
    if (keys == null || name == null || keys.isCallers(model.provider())) {
      return keys;
    }
    var found = services.crewKeys().find(crewAt.apply(path), name);
    if (found.isEmpty()) {
      onLost.accept(crewsLost(name));
      return null;
    }
    return keys.withCrews(model.provider(), found.get());
  }

  private static String crewsLost(String name) {
    return "provider_key_lost: no key '"
        + name
        + "' is kept for this crew any more; whoever runs the server adds it to LLM_CREW_KEYS";
  }
}
