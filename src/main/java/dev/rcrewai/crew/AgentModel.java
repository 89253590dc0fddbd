package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** The model an agent asks for; what is null comes from the server's settings. */
public record AgentModel(
    @Nullable String provider,
    @Nullable String model,
    @Nullable Double temperature,
    @JsonProperty("max_tokens") @Nullable Integer maxTokens) {}
