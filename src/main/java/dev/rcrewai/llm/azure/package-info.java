/** Azure OpenAI: OpenAI's wire format behind Azure's addresses, keys and filters. */
@NullMarked
package dev.rcrewai.llm.azure;

import org.jspecify.annotations.NullMarked;
