/**
 * The gates of the build: format, style, architecture, documentation. Reads the repository's files
 * and the compiled classes; knows no class of ours.
 */
@NullMarked
package dev.rcrewai.build;

import org.jspecify.annotations.NullMarked;
