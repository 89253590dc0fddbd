/** Web tools. */
@NullMarked
package dev.rcrewai.tool.web;

import org.jspecify.annotations.NullMarked;
