package dev.rcrewai.step;

/** A piece of an answer as it is written. Live only; a new {@code call} replaces older text. */
public record ChatDelta(ExecutionId execution, StepPath path, int call, String text) {}
