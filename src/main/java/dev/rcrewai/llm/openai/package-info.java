/** The wire format of OpenAI chat completions and of what speaks like it. */
@NullMarked
package dev.rcrewai.llm.openai;

import org.jspecify.annotations.NullMarked;
