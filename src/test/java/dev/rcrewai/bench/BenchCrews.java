package dev.rcrewai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The crews that are run, and what callers send. */
final class BenchCrews {
  /** Steps of {@link #STEPS}: each of four tasks is a chat, a tool call and a chat. */
  static final int STEP_COUNT = 12;

  static final String ONE = body("bench");
  static final String STEPS = body("steps");

  private BenchCrews() {}

  static void write(Path directory) throws IOException {
    Files.writeString(directory.resolve("bench.yaml"), crew("bench", "[]", 1));
    Files.writeString(
        directory.resolve("steps.yaml"), crew("steps", "[calculator]", STEP_COUNT / 3));
  }

  private static String crew(String name, String tools, int tasks) {
    var text =
        new StringBuilder(
            """
            name: %s
            process: sequential
            inputs:
              question: {type: string}
            agents:
              clerk:
                role: Support clerk
                goal: Answer customers
                backstory: You know where every parcel is.
                llm: openai/mock
                tools: %s
            tasks:
            """
                .formatted(name, tools));
    for (int task = 1; task <= tasks; task++) {
      text.append(
          """
            part%d:
              description: "Part %d of the question: {question}"
              expected_output: One sentence
              agent: clerk
          """
              .formatted(task, task));
    }
    return text.toString();
  }

  private static String body(String crew) {
    return "{\"crew_name\":\"%s\",\"inputs\":{\"question\":\"Where is my order 4711?\"}}"
        .formatted(crew);
  }
}
