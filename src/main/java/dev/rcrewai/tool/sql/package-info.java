/** Databases that an operator names, to read and nothing else. */
@NullMarked
package dev.rcrewai.tool.sql;

import org.jspecify.annotations.NullMarked;
