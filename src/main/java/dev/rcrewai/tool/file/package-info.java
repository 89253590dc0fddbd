/** File tools, jailed in the files directory. */
@NullMarked
package dev.rcrewai.tool.file;

import org.jspecify.annotations.NullMarked;
