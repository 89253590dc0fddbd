package dev.rcrewai.step;

/** A tool call of a task that has ended, and what came of it. */
public record ToolExperience(ToolCall call, ToolResult result) {}
