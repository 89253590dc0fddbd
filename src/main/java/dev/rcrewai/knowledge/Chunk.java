package dev.rcrewai.knowledge;

/**
 * A part of a document that is found as one.
 *
 * @param number from 0, in the document's order
 * @param place for people, for example {@code page 3}; may be empty
 */
record Chunk(int number, String place, String text) {}
