package dev.rcrewai.memory;

import dev.rcrewai.crew.MemoryKind;

/** How much one crew remembers for a caller, of one kind. */
public record MemoryCount(String crew, MemoryKind kind, int count) {}
