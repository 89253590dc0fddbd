package dev.rcrewai.memory;

/** Whose memory it is: nothing of one scope is ever seen in another. */
public record MemoryScope(String caller, String crew) {}
