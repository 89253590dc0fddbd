package dev.rcrewai.step;

/**
 * A piece of an answer as it is written. Live only; a new {@code call} replaces older text.
 *
 * @param offset how many characters of the text come before it
 */
public record ChatDelta(ExecutionId execution, StepPath path, int call, int offset, String text) {}
