/**
 * PDF files. They are hostile until proven otherwise, so they are read in a process of their own,
 * which has little memory, little time and none of the server's secrets.
 */
@NullMarked
package dev.rcrewai.tool.pdf;

import org.jspecify.annotations.NullMarked;
