package dev.rcrewai.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The executions that wait for a slot.
 *
 * @param depth without the suspects
 * @param oldest when the one that waits longest was accepted, or null where none waits
 * @param suspects those that wait to run alone
 */
public record QueueState(int depth, @Nullable Instant oldest, int suspects) {}
