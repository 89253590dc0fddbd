package dev.rcrewai.engine;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.AgentModel;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.step.ProviderKeys;
import java.util.Optional;
import java.util.function.Consumer;
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
  private final Crew crew;
  private final Consumer<String> onLost;

  /**
   * @param onLost is told, in words, which key is not there
   */
  RunKeys(RunServices services, ExecutionAccepted accepted, Crew crew, Consumer<String> onLost) {
    this.services = services;
    this.accepted = accepted;
    this.crew = crew;
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

  /** What this chat is sent with; null where that is lost. */
  @Nullable ProviderKeys of(ChatStep chat) {
    var keys = ofCaller();
    var provider = chat.request().model().provider();
    var name = name(chat.agent());
    if (keys == null || keys.isCallers(provider) || name.isEmpty()) {
      return keys;
    }
    var found = services.crewKeys().find(accepted.crewName(), name.get());
    if (found.isEmpty()) {
      onLost.accept(crewsLost(name.get()));
      return null;
    }
    return keys.withCrews(provider, found.get());
  }

  private static String crewsLost(String name) {
    return "provider_key_lost: no key '"
        + name
        + "' is kept for this crew any more; whoever runs the server adds it to LLM_CREW_KEYS";
  }

  private Optional<String> name(String agent) {
    return crew.agents().stream()
        .filter(one -> one.name().equals(agent))
        .findFirst()
        .map(Agent::llm)
        .map(AgentModel::key);
  }
}
