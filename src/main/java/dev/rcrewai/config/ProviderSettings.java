package dev.rcrewai.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One provider that chats can go to.
 *
 * @param name as in {@code LLM_PROVIDER}, metrics and answers
 * @param baseUrl includes the version path, for example {@code https://api.openai.com/v1}
 * @param apiKey null where the provider needs none
 * @param maxTokensField {@code max_tokens} or {@code max_completion_tokens}
 */
public record ProviderSettings(
    String name, URI baseUrl, @Nullable Secret apiKey, String maxTokensField) {
  public static final String OPENAI = "openai";
  public static final String SANDBOX = "sandbox";
  public static final String MAX_TOKENS = "max_tokens";
  public static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";
}
