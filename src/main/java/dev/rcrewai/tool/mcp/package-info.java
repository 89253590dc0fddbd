/**
 * Tools of Model Context Protocol servers that the operator declares. Speaks the protocol itself:
 * three requests are all that tools need.
 */
@NullMarked
package dev.rcrewai.tool.mcp;

import org.jspecify.annotations.NullMarked;
