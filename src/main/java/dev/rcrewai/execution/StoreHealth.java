package dev.rcrewai.execution;

/**
 * What a store says about itself.
 *
 * @param durability what it keeps through which failure, in words for operators
 * @param isDurable whether every acknowledged write outlives the store's own crash
 */
public record StoreHealth(String durability, boolean isDurable) {}
