package dev.rcrewai.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One provider that chats can go to.
 *
 * @param name as in {@code LLM_PROVIDER}, metrics and answers
 * @param baseUrl what comes before the paths of its dialect, without a slash at its end
 * @param apiKey null where the provider needs none
 * @param dialect what it speaks
 * @param tools how its models are told of tools
 */
public record ProviderSettings(
    String name, URI baseUrl, @Nullable Secret apiKey, Dialect dialect, ToolMode tools) {
  public static final String OPENAI = "openai";
  public static final String ANTHROPIC = "anthropic";
  public static final String GOOGLE = "google";
  public static final String AZURE = "azure";
  public static final String OLLAMA = "ollama";
  public static final String SANDBOX = "sandbox";

  /** A provider of whose models it is found out whether they take tools. */
  public ProviderSettings(String name, URI baseUrl, @Nullable Secret apiKey, Dialect dialect) {
    this(name, baseUrl, apiKey, dialect, ToolMode.AUTO);
  }

  /** The same provider, whose models are told of tools in another way. */
  ProviderSettings with(ToolMode mode) {
    return new ProviderSettings(name, baseUrl, apiKey, dialect, mode);
  }
}
