package dev.rcrewai.crew;

/**
 * Where a task's answer is written, among the caller's own files.
 *
 * @param path below the caller's directory; may hold placeholders
 * @param createDirectory whether directories on the way there are made
 */
public record OutputFile(String path, boolean createDirectory) {}
