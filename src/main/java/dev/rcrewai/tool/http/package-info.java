/** HTTP tools: pages that a model names, and interfaces that an operator declares in YAML. */
@NullMarked
package dev.rcrewai.tool.http;

import org.jspecify.annotations.NullMarked;
