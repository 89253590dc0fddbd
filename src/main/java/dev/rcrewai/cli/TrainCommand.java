package dev.rcrewai.cli;

import static java.util.Objects.requireNonNull;

import dev.rcrewai.config.Settings;
import dev.rcrewai.config.Version;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.Training;
import dev.rcrewai.crew.TrainingFile;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.telemetry.LogFormat;
import dev.rcrewai.telemetry.Logging;
import dev.rcrewai.trial.Lesson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rcrewai train}: a crew whose answers people judge, and that remembers what they said. */
@Command(
    name = "train",
    description = {
      "Run a crew, ask you about each answer, and keep what you say for its later prompts.",
      "Kept in NAME.training.yaml beside the crew, where servers find it; edit it as you like."
    })
final class TrainCommand implements Callable<Integer> {
  private static final int ITERATIONS_MAX = 100;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(paramLabel = "CREW", description = "The crew's name.")
  private String name = "";

  @Mixin private CrewInputs inputs = new CrewInputs();

  @Option(
      names = {"-n", "--n-iterations"},
      paramLabel = "N",
      defaultValue = "1",
      description = "How often it runs, 1 to 100. Default: 1.")
  private int iterations;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "F.yaml",
      description = "Where it is kept instead; servers do not look there.")
  private @Nullable Path filename;

  @Option(
      names = "--feedback",
      paramLabel = "F.yaml",
      description = "What is said of each task's answers, instead of asking.")
  private @Nullable Path feedback;

  @Option(names = "--timeout", paramLabel = "S", description = "Seconds until a run is given up.")
  private @Nullable Double timeout;

  /** What came of all iterations. */
  private record Taught(List<Lesson> lessons, boolean completed) {}

  @Override
  public Integer call() throws Exception {
    if (iterations < 1 || iterations > ITERATIONS_MAX) {
      throw wrong("-n is %d; expected 1 to %d".formatted(iterations, ITERATIONS_MAX));
    }
    var data = Files.createTempDirectory("rcrewai-train");
    var settings = LocalNode.settings(data);
    var quiet = new LogFormat("ERROR", false, Version.value(), settings.telemetry().environment());
    try (var _ = Logging.configure(quiet, Logging.Target.STDERR);
        var node = LocalNode.start(settings);
        var _ = StopSignals.onStop(node::stop)) {
      var crew = node.crew(name);
      var file = file(node);
      var before = known(file, crew);
      var coach = new Coach(Interview.lines(), err(), said(crew));
      try (var interview = new Interview(coach, err(), LocalNode.USER)) {
        var taught = iterate(node, settings, crew, coach, interview);
        var helper = node.isStopped() ? null : HelperCrew.load(node, interview, "trainer", data);
        var trainer = new Trainer(settings.llm(), helper, err());
        keep(file, crew, before, trainer.taught(crew, before, taught.lessons()));
        return node.isStopped()
            ? ExitCode.INTERRUPTED
            : taught.completed() ? ExitCode.OK : ExitCode.FAILED;
      }
    } finally {
      TemporaryFiles.delete(data);
    }
  }

  /** Runs the crew with a person who reviews each answer; stops at the first run that fails. */
  private Taught iterate(
      LocalNode node, Settings settings, Crew crew, Coach coach, Interview interview)
      throws Exception {
    var retriesMax = settings.execution().maxRetries();
    node.crews().add(ChangedCrew.reviewed(crew, retriesMax, Coach.REVIEWS_MAX));
    var limit = timeout == null ? null : Duration.ofMillis(Math.round(timeout * 1000));
    var request = LocalNode.request(crew.name(), inputs.read().of(crew), limit);
    var lessons = new ArrayList<Lesson>();
    for (int i = 1; i <= iterations && !node.isStopped(); i++) {
      say("Iteration %d of %d".formatted(i, iterations));
      coach.begin(i);
      var ran = node.run(request, new Progress(err())::show, interview);
      lessons.addAll(Lesson.of(crew, ran.journal()));
      var outcome = requireNonNull(ran.execution().outcome());
      if (outcome != Outcome.COMPLETED) {
        say(outcome.word() + ": " + ran.execution().output());
        return new Taught(lessons, false);
      }
    }
    return new Taught(lessons, true);
  }

  private void keep(Path file, Crew crew, Training before, Training after) throws IOException {
    var out = spec.commandLine().getOut();
    if (after.equals(before)) {
      out.println("Nothing was said, so nothing has changed.");
    } else {
      TrainingFile.write(file, after);
      for (var agent : crew.agents()) {
        var told = after.of(agent.name()).suggestions();
        if (!told.isEmpty()) {
          out.println(agent.name() + " is told from now on:");
          told.forEach(words -> out.println("  - " + words.replace("\n", "\n    ")));
        }
      }
      out.println("Wrote " + file + (filename == null ? "" : ", which servers do not look at"));
    }
    out.flush();
  }

  private Path file(LocalNode node) {
    var file =
        filename == null
            ? TrainingFile.beside(requireNonNull(node.crews().source(name)))
            : filename;
    var directory = requireNonNull(file.toAbsolutePath().getParent());
    if (!Files.isWritable(directory)) {
      throw wrong("nothing can be written to '" + directory + "'; name another file with -f");
    }
    return file;
  }

  private Training known(Path file, Crew crew) {
    try {
      return TrainingFile.load(file, crew);
    } catch (IOException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable FeedbackFile said(Crew crew) {
    try {
      return feedback == null ? null : FeedbackFile.read(feedback, crew);
    } catch (IOException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private void say(String words) {
    err().println(words);
    err().flush();
  }
}
