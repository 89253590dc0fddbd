package dev.rcrewai.store.redis;

/**
 * Whom other nodes hear.
 *
 * @param channel where the scripts tell them
 * @param origin who tells, so that the teller knows its own news
 */
record Sender(String channel, String origin) {}
