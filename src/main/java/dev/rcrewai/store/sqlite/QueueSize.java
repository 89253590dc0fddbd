package dev.rcrewai.store.sqlite;

/** Executions in the queue: those that a slot is enough for, and those that run alone. */
record QueueSize(int plain, int suspects) {}
