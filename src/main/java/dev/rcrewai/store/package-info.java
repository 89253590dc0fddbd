/** What the implementations of the execution store share. */
@NullMarked
package dev.rcrewai.store;

import org.jspecify.annotations.NullMarked;
