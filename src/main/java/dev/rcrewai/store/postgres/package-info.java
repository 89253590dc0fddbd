/**
 * The execution store for many nodes, on PostgreSQL. Knows the store's contract, nothing above it.
 */
@NullMarked
package dev.rcrewai.store.postgres;

import org.jspecify.annotations.NullMarked;
