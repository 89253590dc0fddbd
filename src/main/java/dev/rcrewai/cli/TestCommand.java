package dev.rcrewai.cli;

import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.config.Settings;
import dev.rcrewai.config.Version;
import dev.rcrewai.crew.AgentModel;
import dev.rcrewai.crew.CheckFile;
import dev.rcrewai.telemetry.LogFormat;
import dev.rcrewai.telemetry.Logging;
import dev.rcrewai.trial.Trial;
import dev.rcrewai.trial.TrialReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rcrewai test}: a crew several times over, scored, and beside others. */
@Command(
    name = "test",
    description = {
      "Run a crew several times in this process, score its answers from 0 to 10, print a table.",
      "Scored by the crew's own checks unless --check or --judge say otherwise."
    })
final class TestCommand implements Callable<Integer> {
  private static final int RUNS_MAX = 100;
  private static final int PARALLEL_MAX = 16;
  private static final int VARIANTS_MAX = 4;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(paramLabel = "CREW", description = "The crew's name.")
  private String crew = "";

  @Mixin private CrewInputs inputs = new CrewInputs();

  @Option(
      names = {"-n", "--n-iterations"},
      paramLabel = "N",
      defaultValue = "3",
      description = "How often it runs, 1 to 100. Default: 3.")
  private int runs;

  @Option(
      names = "--parallel",
      paramLabel = "P",
      defaultValue = "4",
      description = "How many runs are at work side by side, 1 to 16. Default: 4.")
  private int parallel;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "PROVIDER/MODEL",
      description = "Who answers for all its agents, instead of their own; repeat it to compare.")
  private List<String> models = List.of();

  @Option(names = "--against", paramLabel = "CREW", description = "Another crew, to compare with.")
  private @Nullable String against;

  @Option(
      names = "--check",
      paramLabel = "F.yaml",
      description = "Score by the checks in this file: guardrails by task.")
  private @Nullable Path check;

  @Option(
      names = "--judge",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "PROVIDER/MODEL",
      description = "Have a model (--judge=…; default: the server's) score each answer, 1 to 10.")
  private @Nullable String judge;

  @Option(
      names = "--min-score",
      paramLabel = "S",
      description = "Exit with 1 where the average of a crew is below it, 0 to 10.")
  private @Nullable Double minScore;

  @Option(names = "--timeout", paramLabel = "S", description = "Seconds until a run is given up.")
  private @Nullable Double timeout;

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    check();
    var given = inputs.read();
    var data = Files.createTempDirectory("rcrewai-test");
    var settings = LocalNode.settings(data);
    var quiet = new LogFormat("ERROR", false, Version.value(), settings.telemetry().environment());
    var err = spec.commandLine().getErr();
    try (var _ = Logging.configure(quiet, Logging.Target.STDERR);
        var interview = Interview.atTerminal(err);
        var node = LocalNode.start(settings);
        var _ = StopSignals.onStop(node::stop)) {
      sayIfScripted(settings, err);
      var helper = HelperCrew.load(node, interview, "judge", data);
      var variants = variants(node, settings.llm());
      var scoring = scoring(helper, settings.llm(), variants);
      var progress = Interview.isAtTerminal() ? Optional.of(err) : Optional.<PrintWriter>empty();
      var tried = new Trials(node, interview, scoring, parallel, progress);
      var trials = new ArrayList<Trial>();
      for (var variant : variants) {
        if (trials.isEmpty() || !node.isStopped()) {
          var crew = variant.crew();
          var request = LocalNode.request(crew.name(), given.of(crew), limit());
          trials.add(tried.of(variant, runs, request));
        }
      }
      return report(new TrialReport(trials, scoring.words(), minScore), helper, node.isStopped());
    } finally {
      TemporaryFiles.delete(data);
    }
  }

  private void check() {
    refuse(runs < 1 || runs > RUNS_MAX, "-n is %d; expected 1 to %d".formatted(runs, RUNS_MAX));
    refuse(
        parallel < 1 || parallel > PARALLEL_MAX,
        "--parallel is %d; expected 1 to %d".formatted(parallel, PARALLEL_MAX));
    refuse(
        minScore != null && !(minScore >= 0 && minScore <= 10),
        "--min-score is " + minScore + "; expected 0 to 10");
    refuse(check != null && judge != null, "--check and --judge both score; choose one");
    refuse(crew.equals(against), "--against names the same crew; use --model to compare models");
    int variants = (against == null ? 1 : 2) * Math.max(1, models.size());
    refuse(variants > VARIANTS_MAX, "at most " + VARIANTS_MAX + " are compared at once");
  }

  private void refuse(boolean wrong, String message) {
    if (wrong) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private @Nullable Duration limit() {
    return timeout == null ? null : Duration.ofMillis(Math.round(timeout * 1000));
  }

  /** Each crew as it is, or with each of the models. */
  private List<Trials.Variant> variants(LocalNode node, LlmSettings llm) {
    var variants = new ArrayList<Trials.Variant>();
    for (var name :
        Stream.of(crew, against == null ? "" : against).filter(n -> !n.isEmpty()).toList()) {
      var found = node.crew(name);
      if (models.isEmpty()) {
        variants.add(new Trials.Variant(name, found));
      }
      for (var model : models) {
        var label = against == null ? model : name + " " + model;
        var takesTemperature = llm.takesTemperature(model);
        variants.add(
            new Trials.Variant(
                label, ChangedCrew.askedOf(found, model(model, llm), takesTemperature)));
      }
    }
    return variants;
  }

  private Scoring scoring(HelperCrew helper, LlmSettings llm, List<Trials.Variant> variants) {
    if (judge != null) {
      return new Scoring.Judged(helper, judge.isEmpty() ? null : model(judge, llm));
    }
    if (check == null) {
      return new Scoring.Own();
    }
    var tasks = new LinkedHashSet<String>();
    variants.forEach(it -> it.crew().tasks().forEach(task -> tasks.add(task.name())));
    try {
      return Scoring.Declared.of(CheckFile.read(check, tasks), helper, llm);
    } catch (IOException | IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private AgentModel model(String model, LlmSettings llm) {
    try {
      return NamedModel.of(model, llm);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static void sayIfScripted(Settings settings, PrintWriter err) {
    if (settings.llm().isSandbox()) {
      err.println("No provider is configured: the sandbox gives scripted answers, NOT a model's.");
      err.flush();
    }
  }

  private int report(TrialReport report, HelperCrew judge, boolean interrupted) {
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(report.json().toPrettyString());
    } else {
      out.print(report.text());
      var spent = judge.spent();
      if (!spent.isEmpty()) {
        out.println(spent);
      }
      if (minScore != null) {
        out.println(report.passed() ? "Passed: at least " + minScore : "Failed: below " + minScore);
      }
    }
    out.flush();
    if (interrupted) {
      spec.commandLine().getErr().println("Interrupted: not all runs were done");
      return ExitCode.INTERRUPTED;
    }
    return report.passed() ? ExitCode.OK : ExitCode.FAILED;
  }
}
