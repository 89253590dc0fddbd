package dev.rcrewai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The crews that are run, and what callers send. */
final class BenchCrews {
  /** Steps of {@link #STEPS}: each of four tasks is a chat, a tool call and a chat. */
  static final int STEP_COUNT = 12;

  /** Chats among them. */
  static final int CHAT_COUNT = 8;

  static final String ONE = body("bench");
  static final String STEPS = body("steps");

  private BenchCrews() {}

  static void write(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("bench.yaml"),
        """
        name: bench
        process: sequential
        inputs:
          question: {type: string}
        agents:
          clerk:
            role: Support clerk
            goal: Answer customers
            backstory: You know where every parcel is.
            llm: openai/mock
        tasks:
          answer:
            description: "Answer the question: {question}"
            expected_output: One sentence
            agent: clerk
        """);
    var tasks = new StringBuilder();
    for (int task = 1; task <= STEP_COUNT / 3; task++) {
      tasks.append(
          """
            part%d:
              description: "Part %d of the question: {question}"
              expected_output: One sentence
              agent: clerk
          """
              .formatted(task, task));
    }
    Files.writeString(
        directory.resolve("steps.yaml"),
        """
        name: steps
        process: sequential
        inputs:
          question: {type: string}
        agents:
          clerk:
            role: Support clerk
            goal: Answer customers
            backstory: You know where every parcel is.
            llm: openai/mock
            tools: [calculator]
        tasks:
        %s\
        """
            .formatted(tasks));
  }

  private static String body(String crew) {
    return "{\"crew_name\":\"%s\",\"inputs\":{\"question\":\"Where is my order 4711?\"}}"
        .formatted(crew);
  }
}
