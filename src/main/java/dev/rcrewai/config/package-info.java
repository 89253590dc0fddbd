/** Settings: read once from the environment and {@code conf/server.yaml} into records. */
@NullMarked
package dev.rcrewai.config;

import org.jspecify.annotations.NullMarked;
