package dev.rcrewai.crew;

/**
 * Something wrong with what a caller gave a crew.
 *
 * @param pointer JSON pointer into the request, for example {@code /inputs/ticket}
 * @param message what is wrong, which, and what to do; never the value itself
 */
public record InputProblem(String pointer, String message) {}
