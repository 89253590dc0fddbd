/**
 * What operators deploy and run: scripts, manifests, rules, each tried on the real thing where this
 * machine has it. Knows the server from outside.
 */
@NullMarked
package dev.rcrewai.deploy;

import org.jspecify.annotations.NullMarked;
