/** Which addresses of the network may be connected to. Knows nothing of ours. */
@NullMarked
package dev.rcrewai.net;

import org.jspecify.annotations.NullMarked;
