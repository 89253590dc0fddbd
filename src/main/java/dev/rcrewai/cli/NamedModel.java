package dev.rcrewai.cli;

import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.crew.AgentModel;
import java.util.List;

/** A model as the command line names it. */
final class NamedModel {
  private NamedModel() {}

  /**
   * The model, and no other where it fails. As for crews, the sandbox stands in for every provider
   * where it is the only one.
   *
   * @param name {@code PROVIDER/MODEL}
   * @throws IllegalArgumentException where it is none that these settings have
   */
  static AgentModel of(String name, LlmSettings llm) {
    int slash = name.indexOf('/');
    if (slash < 1 || slash == name.length() - 1) {
      throw new IllegalArgumentException("'" + name + "' is no model; write PROVIDER/MODEL");
    }
    var provider = name.substring(0, slash);
    boolean standsIn = llm.isSandbox() && llm.providers().isEmpty();
    if (!standsIn && !llm.providerNames().contains(provider)) {
      throw new IllegalArgumentException(
          "provider '%s' is not configured; there are: %s"
              .formatted(provider, String.join(", ", llm.providerNames())));
    }
    var model = name.substring(slash + 1);
    return new AgentModel(standsIn ? llm.provider() : provider, model, null, null, List.of(), null);
  }

  /** The same for one that a file names; one without a provider is the server's. */
  static AgentModel of(AgentModel own, LlmSettings llm) {
    return own.provider() == null || own.model() == null
        ? own
        : of(own.provider() + "/" + own.model(), llm);
  }
}
