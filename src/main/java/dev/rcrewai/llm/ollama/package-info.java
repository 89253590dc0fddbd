/** The wire format of Ollama's own chat API. */
@NullMarked
package dev.rcrewai.llm.ollama;

import org.jspecify.annotations.NullMarked;
