package dev.rcrewai.config;

import dev.rcrewai.config.Key.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One section of the table of settings. All sections together are what the loader, {@code
 * conf/server.yaml} and {@code docs/configuration.md} know; a test compares them.
 */
final class Section {
  private final String name;
  private final String title;
  private final List<Key<?>> keys = new ArrayList<>();

  Section(String name, String title) {
    this.name = name;
    this.title = title;
  }

  /** Every section, in the order of the documents. */
  static List<Section> all() {
    return List.of(
        HttpSection.HTTP,
        HttpSection.MANAGEMENT,
        ClusterSection.CLUSTER,
        AuthSection.AUTH,
        SecretSection.SECRETS,
        StoreSection.STORE,
        ExecutionSection.EXECUTION,
        BudgetSection.BUDGETS,
        LlmSection.LLM,
        ProviderSection.OPENAI,
        ProviderSection.ANTHROPIC,
        ProviderSection.GOOGLE,
        OwnHostSection.AZURE,
        OwnHostSection.OLLAMA,
        ProviderSection.SANDBOX,
        ToolSection.TOOLS,
        MailSection.MAIL,
        ToolSection.CREWS,
        KnowledgeSection.KNOWLEDGE,
        WebhookSection.WEBHOOKS,
        TelemetrySection.TELEMETRY,
        TracingSection.TRACING);
  }

  String name() {
    return name;
  }

  String title() {
    return title;
  }

  List<Key<?>> keys() {
    return Collections.unmodifiableList(keys);
  }

  /** A setting with a default. */
  <T> Key<T> key(String variable, String yaml, Rule<T> rule, String fallback, String about) {
    return add(List.of(variable), yaml, rule, fallback, Kind.PLAIN, about);
  }

  /** A setting with a default that may go by several variables. */
  <T> Key<T> key(List<String> variables, String yaml, Rule<T> rule, String fallback, String about) {
    return add(variables, yaml, rule, fallback, Kind.PLAIN, about);
  }

  /** A setting without a default, or with one that depends on others. */
  <T> Key<T> optional(String variable, String yaml, Rule<T> rule, String about) {
    return optional(List.of(variable), yaml, rule, about);
  }

  /** The same by several variables. */
  <T> Key<T> optional(List<String> variables, String yaml, Rule<T> rule, String about) {
    return add(variables, yaml, rule, null, Kind.PLAIN, about);
  }

  /** A setting without a default that no message shows and that may be given as a file. */
  <T> Key<T> secret(String variable, String yaml, Rule<T> rule, String about) {
    return secret(List.of(variable), yaml, rule, about);
  }

  /** The same by several variables; the first names the file. */
  <T> Key<T> secret(List<String> variables, String yaml, Rule<T> rule, String about) {
    return add(variables, yaml, rule, null, Kind.SECRET, about);
  }

  private <T> Key<T> add(
      List<String> variables,
      String yaml,
      Rule<T> rule,
      @Nullable String fallback,
      Kind kind,
      String about) {
    var key = new Key<>(variables, name + "." + yaml, rule, fallback, kind, about);
    keys.add(key);
    return key;
  }
}
