/** The public HTTP door: routes, connections, server-sent events, the document and its page. */
@NullMarked
package dev.rcrewai.http;

import org.jspecify.annotations.NullMarked;
