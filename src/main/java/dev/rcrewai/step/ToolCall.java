package dev.rcrewai.step;

/**
 * A model's wish to call a tool.
 *
 * @param id the provider's id of the call; links call and result on the wire, never a key of ours
 * @param name the tool's name as the model wrote it
 * @param arguments the arguments as the model wrote them: JSON text that may be invalid
 */
public record ToolCall(String id, String name, String arguments) {}
