/** The registry of health checks; each part registers its own. */
@NullMarked
package dev.rcrewai.health;

import org.jspecify.annotations.NullMarked;
