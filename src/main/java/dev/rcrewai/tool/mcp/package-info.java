/**
 * Tools of Model Context Protocol servers that operators and crews declare. Speaks the protocol
 * itself: four requests are all that tools need.
 */
@NullMarked
package dev.rcrewai.tool.mcp;

import org.jspecify.annotations.NullMarked;
