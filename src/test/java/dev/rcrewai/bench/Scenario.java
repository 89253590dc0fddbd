package dev.rcrewai.bench;

import java.nio.file.Path;

/** One question that the benchmark answers, in processes of its own. */
interface Scenario {
  /** Measures, and writes down what came of it. */
  void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception;
}
