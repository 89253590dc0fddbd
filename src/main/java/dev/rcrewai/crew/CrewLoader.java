package dev.rcrewai.crew;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads crews from YAML and reports every problem of a source at once, each by its place.
 * Immutable, for any thread; reads files, so not for event loops.
 *
 * <pre>
 * source ──read──► text ──YamlReader──► tree with places ──CrewSchema──► faults ─────────┐
 *                                            ├──NotOffered, …Rules──────────────► findings
 *                                            └──CrewBuilder, where there is no problem──► Crew
 * </pre>
 */
public final class CrewLoader {
  private final Set<String> tools;
  private final Set<String> providers;
  private final BiPredicate<String, String> keys;
  private final BiFunction<String, URI, List<String>> missingSecrets;

  /** A loader of crews that may run anywhere: their agents may name any provider and key. */
  public CrewLoader(Set<String> tools) {
    this(tools, Set.of(), (_, _) -> true);
  }

  /**
   * A loader of crews.
   *
   * @param tools the names that crews may list under {@code tools}
   * @param providers the names that agents may give under {@code llm}; empty where all may
   * @param keys whether this server keeps for a crew a key of a name
   */
  public CrewLoader(Set<String> tools, Set<String> providers, BiPredicate<String, String> keys) {
    this(tools, providers, keys, (_, _) -> List.of());
  }

  /**
   * The same where crews may not name every secret.
   *
   * @param missingSecrets the names of secrets in a text that crews may not have sent to an address
   */
  public CrewLoader(
      Set<String> tools,
      Set<String> providers,
      BiPredicate<String, String> keys,
      BiFunction<String, URI, List<String>> missingSecrets) {
    this.tools = Set.copyOf(tools);
    this.providers = Set.copyOf(providers);
    this.keys = keys;
    this.missingSecrets = missingSecrets;
  }

  /**
   * Loads one crew: a YAML file, or a directory in one of CrewAI's layouts. A flow may name the
   * crews beside it.
   */
  public LoadResult load(Path source) {
    return load(CrewSource.read(source));
  }

  /**
   * Loads crews from files and directories; a directory that is no crew itself stands for the crews
   * in it. A name that two sources define is a problem of the later one.
   */
  public List<LoadResult> loadAll(Collection<Path> paths) {
    var sources = new LinkedHashSet<Path>();
    var results = new ArrayList<LoadResult>();
    for (var path : paths) {
      try {
        sources.addAll(
            Files.isDirectory(path) ? CrewSource.list(path) : List.of(TrainingFile.crewOf(path)));
      } catch (IOException e) {
        results.add(unreadable(path, e));
      }
    }
    var owners = new HashMap<String, Path>();
    sources.forEach(source -> results.add(unique(load(source), owners)));
    return List.copyOf(results);
  }

  private static LoadResult unique(LoadResult result, Map<String, Path> owners) {
    return switch (result) {
      case LoadResult.Rejected rejected -> rejected;
      case LoadResult.Usable loaded -> {
        var owner = owners.putIfAbsent(loaded.automation().name(), loaded.source());
        yield owner == null ? loaded : duplicate(loaded, owner);
      }
    };
  }

  private LoadResult load(CrewSource source) {
    return source instanceof CrewSource.OfFlow flow
        ? loadFlow(flow, beside(flow.path()))
        : loadCrew(source);
  }

  /** The crews in the directory of a flow's file. */
  private Neighbours beside(Path flow) {
    var crews = new HashMap<String, Crew>();
    var broken = new ArrayList<Path>();
    try {
      for (var path : CrewSource.list(directoryOf(flow))) {
        var source = CrewSource.read(path);
        if (!(source instanceof CrewSource.OfFlow)) {
          switch (loadCrew(source)) {
            case LoadResult.Loaded loaded -> crews.putIfAbsent(loaded.crew().name(), loaded.crew());
            case LoadResult.LoadedFlow _, LoadResult.Rejected _ -> broken.add(path);
          }
        }
      }
    } catch (IOException e) {
      return Neighbours.NONE; // then each crew that it names is a problem
    }
    return new Neighbours(crews, broken);
  }

  private static Path directoryOf(Path file) {
    return Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
  }

  /** Loads a flow that may name these crews. */
  LoadResult loadFlow(CrewSource.OfFlow source, Neighbours neighbours) {
    var findings = new Findings();
    var document = YamlReader.read(source.file(), findings);
    var parts = document == null ? null : new FlowParts(stem(source.path()), document.root());
    if (document != null && parts != null) {
      FlowSchema.faults(document.tree())
          .forEach(fault -> findings.problem(FaultProblems.of(fault, document)));
      FlowRules.check(parts, neighbours, tools, findings);
    }
    return parts == null || findings.hasProblems()
        ? new LoadResult.Rejected(source.path(), findings.problems(), findings.warnings())
        : new LoadResult.LoadedFlow(
            FlowBuilder.build(parts, neighbours.crews()), source.path(), findings.warnings());
  }

  /** Loads a crew. */
  LoadResult loadCrew(CrewSource source) {
    var findings = new Findings();
    var parts =
        switch (source) {
          case CrewSource.Single(var path, var file, _) -> single(path, file, findings);
          case CrewSource.Pair(var path, var agents, var tasks, var code, _) -> {
            code.forEach(file -> findings.warning(PairLayout.notRead(file)));
            yield pair(path, agents, tasks, findings);
          }
          case CrewSource.Json(var path, var crew, var agents, _) ->
              json(path, JsonLayout.read(crew, agents, findings), findings);
          case CrewSource.OfFlow flow -> throw new IllegalArgumentException("a flow: " + flow);
        };
    if (parts != null) {
      CrewAiTools.rename(parts, tools, findings);
      NotOffered.check(parts, findings);
      var known = McpRules.check(parts, tools, missingSecrets, findings);
      CrewRules.check(parts, known, findings);
      ProcessRules.check(parts, findings);
      ForeignModels.adapt(parts, providers, findings);
      ProviderRules.check(parts, providers, keys, findings);
      EmbedderFields.check(parts, providers, findings);
      KnowledgeFields.check(parts, findings);
      InputRules.check(parts, findings);
      HumanRules.check(parts, findings);
      CheckRules.check(parts, findings);
      OrderRules.check(parts, findings);
    }
    var training = parts == null ? Training.NONE : taught(source, parts, findings);
    return parts == null || findings.hasProblems()
        ? new LoadResult.Rejected(source.path(), findings.problems(), findings.warnings())
        : new LoadResult.Loaded(
            CrewBuilder.build(parts, training), source.path(), findings.warnings());
  }

  private static Training taught(CrewSource source, CrewParts parts, Findings findings) {
    var file = source.training();
    return file == null
        ? Training.NONE
        : TrainingFile.read(file, new Staffing(parts).names(), findings);
  }

  static LoadResult.Rejected duplicate(LoadResult.Usable loaded, Path owner) {
    var kind = loaded instanceof LoadResult.LoadedFlow ? "flow" : "crew";
    var message =
        "%s '%s' is already defined in %s; give one of them another name"
            .formatted(kind, loaded.automation().name(), owner);
    return new LoadResult.Rejected(
        loaded.source(),
        List.of(new CrewProblem(loaded.source().toString(), 1, 1, message)),
        loaded.warnings());
  }

  static LoadResult.Rejected unreadable(Path path, IOException cause) {
    var message = "the directory cannot be read: " + cause;
    return new LoadResult.Rejected(
        path, List.of(new CrewProblem(path.toString(), 1, 1, message)), List.of());
  }

  private static @Nullable CrewParts single(Path path, SourceFile file, Findings findings) {
    if (TrainingFile.isOne(path)) {
      findings.problem(TrainingFile.alone(path));
      return null;
    }
    var document = checked(file, CrewSchema.Part.CREW, findings);
    return document == null ? null : CrewParts.of(stem(path), document);
  }

  private static @Nullable CrewParts pair(
      Path path, SourceFile agents, SourceFile tasks, Findings findings) {
    var agentsDocument = checked(agents, CrewSchema.Part.AGENTS, findings);
    var tasksDocument = checked(tasks, CrewSchema.Part.TASKS, findings);
    return agentsDocument == null || tasksDocument == null
        ? null
        : CrewParts.of(name(path), agentsDocument, tasksDocument);
  }

  private static @Nullable CrewParts json(
      Path path, @Nullable YamlDocument document, Findings findings) {
    var checked = checked(document, CrewSchema.Part.CREW, findings);
    return checked == null ? null : CrewParts.ofJson(name(path), checked);
  }

  /** The file as that part; null where the findings say why it cannot be read. */
  static @Nullable YamlDocument checked(SourceFile file, CrewSchema.Part part, Findings findings) {
    return checked(YamlReader.read(file, findings), part, findings);
  }

  private static @Nullable YamlDocument checked(
      @Nullable YamlDocument document, CrewSchema.Part part, Findings findings) {
    if (document != null) {
      EmptyFields.drop(document.root(), part);
      TruthWords.read(document.root(), part);
      for (var fault : part.faults(document.tree())) {
        var found = FaultProblems.of(fault, document);
        if (PairLayout.forgives(part, fault)) {
          findings.warning(found);
        } else {
          findings.problem(found);
        }
      }
    }
    return document;
  }

  private static String stem(Path path) {
    return name(path).replaceFirst("\\.ya?ml$", "");
  }

  private static String name(Path path) {
    return String.valueOf(path.toAbsolutePath().normalize().getFileName());
  }
}
