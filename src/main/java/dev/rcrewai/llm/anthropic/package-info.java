/** The wire format of Anthropic's Messages API. */
@NullMarked
package dev.rcrewai.llm.anthropic;

import org.jspecify.annotations.NullMarked;
