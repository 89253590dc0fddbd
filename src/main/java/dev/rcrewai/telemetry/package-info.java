/** Logs and metrics; every metric name lives in one class here. */
@NullMarked
package dev.rcrewai.telemetry;

import org.jspecify.annotations.NullMarked;
