/**
 * The pure function from what is recorded to what is missing, and CrewVerticle, its shell. Only the
 * shell imports Vert.x.
 */
@NullMarked
package dev.rcrewai.engine;

import org.jspecify.annotations.NullMarked;
