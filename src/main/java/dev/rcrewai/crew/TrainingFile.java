package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The file beside a crew in which its training is kept, for people to read, edit and commit: {@code
 * NAME.training.yaml} beside {@code NAME.yaml}, {@code training.yaml} in a crew's directory. Reads
 * and writes files, so not for event loops.
 */
public final class TrainingFile {
  private static final String ENDING = ".training.yaml";
  private static final String IN_A_DIRECTORY = "training.yaml";
  private static final String HEADING =
      """
      # What people said of this crew's answers, and what its agents are told because of it.
      # Change the suggestions as you like: the next execution has them in its prompts.
      """;

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .build());

  private TrainingFile() {}

  /**
   * Where the training of the crew at this file or directory is kept, whether it is there or not.
   */
  public static Path beside(Path crew) {
    return Files.isDirectory(crew)
        ? crew.resolve(IN_A_DIRECTORY)
        : crew.resolveSibling(name(crew).replaceFirst("\\.ya?ml$", "") + ENDING);
  }

  /**
   * The training of that crew which the file holds; none where it is not there.
   *
   * @throws IOException with every problem of the file, by its place
   */
  public static Training load(Path file, Crew crew) throws IOException {
    if (!Files.exists(file)) {
      return Training.NONE;
    }
    var findings = new Findings();
    var names = crew.agents().stream().map(Agent::name).toList();
    var training = read(SourceFile.read(file), names, findings);
    findings.refuse();
    return training;
  }

  /** Writes the file anew, whole; comments that people put into it are not kept. */
  public static void write(Path file, Training training) throws IOException {
    var written = file.resolveSibling("." + name(file) + ".new");
    try {
      Files.writeString(written, HEADING + YAML.writeValueAsString(training));
      Files.move(
          written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  static boolean isOne(Path file) {
    return name(file).endsWith(ENDING);
  }

  /** The crew whose training the file is; the file itself where it is none or has no crew. */
  static Path crewOf(Path file) {
    if (isOne(file)) {
      var crew = name(file).substring(0, name(file).length() - ENDING.length());
      for (var ending : List.of(".yaml", ".yml")) {
        if (Files.isRegularFile(file.resolveSibling(crew + ending))) {
          return file.resolveSibling(crew + ending);
        }
      }
    }
    return file;
  }

  static CrewProblem alone(Path file) {
    var crew = name(file).substring(0, name(file).length() - ENDING.length()) + ".yaml";
    return new CrewProblem(
        file.toString(),
        1,
        1,
        "this trains the crew in %s, which is not there; name both files alike".formatted(crew));
  }

  /** Reads it; what is wrong is added to the findings. */
  static Training read(SourceFile file, Collection<String> agents, Findings findings) {
    var document = CrewLoader.checked(file, CrewSchema.Part.TRAINING, findings);
    if (document == null) {
      return Training.NONE;
    }
    var lessons = new LinkedHashMap<String, Training.Lessons>();
    for (var agent : document.root().get("agents").entries()) {
      if (!agents.contains(agent.name())) {
        findings.problem(
            agent.keyProblem(
                "unknown agent '" + agent.name() + "'" + DidYouMean.hint(agent.name(), agents)));
      }
      lessons.put(
          agent.name(),
          new Training.Lessons(
              agent.get("suggestions").items().stream().map(YamlNode::text).toList(),
              agent.get("feedback").items().stream().map(TrainingFile::feedback).toList()));
    }
    return new Training(lessons);
  }

  private static Training.Feedback feedback(YamlNode node) {
    return new Training.Feedback(node.get("task").text(), node.get("said").text());
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
