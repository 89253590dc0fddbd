/**
 * The benchmark: how much of a bare Vert.x server's throughput {@code POST /execute} keeps. Every
 * part runs in a JVM of its own and is started by {@link dev.rcrewai.bench.Bench}; nothing here
 * knows a class of the server.
 */
@NullMarked
package dev.rcrewai.bench;

import org.jspecify.annotations.NullMarked;
