/**
 * Crews and flows as authors write them: the model, the YAML loader that names every problem by
 * line, and the registry. Knows nothing else of ours; no Vert.x in the model.
 */
@NullMarked
package dev.rcrewai.crew;

import org.jspecify.annotations.NullMarked;
