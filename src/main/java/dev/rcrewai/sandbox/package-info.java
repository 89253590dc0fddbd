/** The offline, scripted LLM provider; it speaks the wire formats over real HTTP. */
@NullMarked
package dev.rcrewai.sandbox;

import org.jspecify.annotations.NullMarked;
