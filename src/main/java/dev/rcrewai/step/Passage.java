package dev.rcrewai.step;

/**
 * A text that an agent is reminded of.
 *
 * @param id of the memory or the piece of a document
 * @param source where it is from, for people and models, for example {@code knowledge: prices.pdf,
 *     page 3}
 * @param score how well it fits what was asked for, at most 1
 */
public record Passage(String id, String source, String text, double score) {}
