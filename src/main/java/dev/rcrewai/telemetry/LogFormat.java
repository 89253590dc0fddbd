package dev.rcrewai.telemetry;

/**
 * How log records look, and which are written.
 *
 * @param level the least severe of our own records: DEBUG, INFO, WARN or ERROR; libraries are heard
 *     from WARN on
 * @param structured JSON lines; otherwise text for people
 * @param version the {@code version} field of each JSON line
 * @param environment the {@code environment} field of each JSON line
 */
public record LogFormat(String level, boolean structured, String version, String environment) {}
