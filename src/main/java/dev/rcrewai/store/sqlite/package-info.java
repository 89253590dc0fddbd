/** The embedded execution store: SQLite in the data directory, one writer, group commit. */
@NullMarked
package dev.rcrewai.store.sqlite;

import org.jspecify.annotations.NullMarked;
