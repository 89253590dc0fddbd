/** The wire format of Google's Gemini API. */
@NullMarked
package dev.rcrewai.llm.google;

import org.jspecify.annotations.NullMarked;
