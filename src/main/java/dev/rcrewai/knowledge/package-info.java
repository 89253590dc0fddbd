/**
 * The documents that crews know: read, cut into chunks, kept in an index of this node, and searched
 * for what a conversation is about. Knows files, pages and PDFs through the tools' guards, and asks
 * for vectors over the bus.
 */
@NullMarked
package dev.rcrewai.knowledge;

import org.jspecify.annotations.NullMarked;
