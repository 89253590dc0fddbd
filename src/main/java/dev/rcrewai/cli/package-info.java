/** The command line: serve, run, validate, token, sandbox, version. */
@NullMarked
package dev.rcrewai.cli;

import org.jspecify.annotations.NullMarked;
