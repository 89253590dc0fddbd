/**
 * The benchmark: what an execution costs, beside a bare Vert.x server. Every part runs in a process
 * of its own and is started by {@link dev.rcrewai.bench.Bench}; nothing here knows a class of the
 * server. What JMH measures lies beside what it is about, in classes named {@code …Benchmark}.
 */
@NullMarked
package dev.rcrewai.bench;

import org.jspecify.annotations.NullMarked;
