/** Probes and metrics on their own port. */
@NullMarked
package dev.rcrewai.management;

import org.jspecify.annotations.NullMarked;
