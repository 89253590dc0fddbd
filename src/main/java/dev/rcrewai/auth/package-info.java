/** Who calls: bearer tokens, the keys they are checked with, what a caller may do. */
@NullMarked
package dev.rcrewai.auth;

import org.jspecify.annotations.NullMarked;
