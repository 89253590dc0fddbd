package dev.rcrewai.crew;

import org.jspecify.annotations.Nullable;

/**
 * That a crew has its tasks planned before the first of them begins.
 *
 * @param llm the model that plans, or null for the server's default
 */
public record CrewPlanning(@Nullable AgentModel llm) {}
