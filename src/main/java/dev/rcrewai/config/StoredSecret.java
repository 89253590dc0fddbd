package dev.rcrewai.config;

/**
 * A text that is kept elsewhere, to be read by the rules of settings.
 *
 * @param where it is kept, for messages
 * @param text what it says
 */
public record StoredSecret(String where, Secret text) {}
