package dev.rcrewai.engine;

import dev.rcrewai.config.KeptKeys;
import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.AgentModel;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.execution.CallerKeys;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.execution.PinnedCrew;
import dev.rcrewai.step.ProviderKeys;
import java.util.Optional;

/**
 * The keys that one run's chats are sent with: its caller's, else those kept for its crew, else the
 * server's own. Looked up for each chat, since they change while it runs.
 */
record RunKeys(CallerKeys callers, KeptKeys crews, ExecutionAccepted accepted, PinnedCrew crew) {
  private static final String CALLERS_LOST =
      "provider_key_lost: the caller's key is not there any more; start it again with one";

  /** What was found. */
  sealed interface Found {
    record Keys(ProviderKeys keys) implements Found {}

    /** A chat that is to be asked with this key is never asked with another one. */
    record Lost(String detail) implements Found {}
  }

  /** What the caller pays with. */
  Found ofCaller() {
    var found = callers.find(accepted);
    return found == null ? new Found.Lost(CALLERS_LOST) : new Found.Keys(found);
  }

  /** What this chat is sent with. */
  Found of(ChatStep chat) {
    var provider = chat.request().model().provider();
    return switch (ofCaller()) {
      case Found.Lost lost -> lost;
      case Found.Keys found when found.keys().isCallers(provider) -> found;
      case Found.Keys(var keys) ->
          name(chat.agent()).map(it -> of(it, provider, keys)).orElse(new Found.Keys(keys));
    };
  }

  private Found of(String name, String provider, ProviderKeys keys) {
    return crews
        .find(accepted.crewName(), name)
        .<Found>map(key -> new Found.Keys(keys.withCrews(provider, key)))
        .orElseGet(() -> new Found.Lost(crewsLost(name)));
  }

  private static String crewsLost(String name) {
    return "provider_key_lost: no key '"
        + name
        + "' is kept for this crew any more; whoever runs the server adds it to LLM_CREW_KEYS";
  }

  private Optional<String> name(String agent) {
    return crew.crew().agents().stream()
        .filter(one -> one.name().equals(agent))
        .findFirst()
        .map(Agent::llm)
        .map(AgentModel::key);
  }
}
