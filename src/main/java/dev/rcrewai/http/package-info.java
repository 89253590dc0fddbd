/** The public HTTP door: one handler class per operation, authentication, problems, SSE. */
@NullMarked
package dev.rcrewai.http;

import org.jspecify.annotations.NullMarked;
