/**
 * What another JVM calls the server with, over a clustered event bus. Imports Vert.x core and
 * nothing of ours, so that it can be taken as it is.
 */
@NullMarked
package dev.rcrewai.client;

import org.jspecify.annotations.NullMarked;
