/**
 * Drills: several nodes on one store, killed, paused and restarted while they work, and checkers
 * that read what callers, provider and journals say afterwards. Knows the server from outside.
 */
@NullMarked
package dev.rcrewai.drill;

import org.jspecify.annotations.NullMarked;
