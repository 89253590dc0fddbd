package dev.rcrewai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.crew.AgentModel;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.CrewLoader;
import dev.rcrewai.crew.LoadResult;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.operation.Contract;
import dev.rcrewai.step.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A crew of ours, with one task that answers with JSON, by which a command has a model think about
 * what other crews answered. Its executions are like any other: tried again, limited, counted.
 * Thread-safe.
 */
final class HelperCrew {
  /** Of a text that it is given: together they stay within the longest inputs. */
  private static final int TEXT_MAX = 20_000;

  private final LocalNode node;
  private final Interview interview;
  private final Crew crew;
  private final List<Execution> done = new CopyOnWriteArrayList<>();

  private HelperCrew(LocalNode node, Interview interview, Crew crew) {
    this.node = node;
    this.interview = interview;
    this.crew = crew;
  }

  /**
   * The helper of that name.
   *
   * @param directory where files may be written
   */
  static HelperCrew load(LocalNode node, Interview interview, String name, Path directory)
      throws IOException {
    var file = directory.resolve(name + ".yaml");
    Files.writeString(file, Contract.resource("/dev/rcrewai/cli/" + name + ".yaml"));
    return switch (new CrewLoader(Set.of()).load(file)) {
      case LoadResult.Loaded loaded -> new HelperCrew(node, interview, loaded.crew());
      case LoadResult.LoadedFlow flow ->
          throw new IllegalStateException(flow.automation().name() + " is a flow");
      case LoadResult.Rejected rejected ->
          throw new IllegalStateException(rejected.problems().toString());
    };
  }

  /** A text that fits beside others, and cannot end the tag around it. */
  static String quoted(String text) {
    var all = text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "\n[…]";
    return all.replace("</answer", "<\\/answer").replace("</improved", "<\\/improved");
  }

  /**
   * Its answer; fails with the reason where there is none.
   *
   * @param model who thinks; null for the server's
   */
  JsonNode ask(@Nullable AgentModel model, Map<String, Object> inputs) throws Exception {
    var asked = model == null ? crew : ChangedCrew.askedOf(crew, model, true);
    // No crew of anybody's has a slash in its name.
    var suffix = model == null ? "" : "/" + model.provider() + "/" + model.model();
    var named = ChangedCrew.named(asked, "/" + crew.name() + suffix);
    node.crews().add(named);
    var ran = node.run(LocalNode.request(named.name(), inputs, null), _ -> {}, interview);
    done.add(ran.execution());
    if (ran.execution().outcome() != Outcome.COMPLETED) {
      throw new IllegalStateException(
          "the %s gave no answer: %s".formatted(crew.name(), ran.execution().output()));
    }
    return Json.read(String.valueOf(ran.execution().output()), JsonNode.class);
  }

  /** What it used, in words; empty where it was not asked. */
  String spent() {
    if (done.isEmpty()) {
      return "";
    }
    var usage = done.stream().map(Execution::usage).reduce(Usage.NONE, Usage::plus);
    var known = done.stream().allMatch(execution -> execution.costUsd() != null);
    var cost =
        done.stream()
            .map(execution -> execution.costUsd() == null ? BigDecimal.ZERO : execution.costUsd())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return "The %s answered %d times, with %d tokens%s."
        .formatted(
            crew.name(),
            done.size(),
            usage.inputTokens() + usage.outputTokens(),
            known ? " for $" + cost.toPlainString() : "");
  }
}
