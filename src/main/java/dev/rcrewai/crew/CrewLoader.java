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

  /** Loads one crew: a YAML file, or a directory in one of CrewAI's layouts. */
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
        sources.addAll(Files.isDirectory(path) ? CrewSource.list(path) : List.of(path));
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
      case LoadResult.Loaded loaded -> {
        var owner = owners.putIfAbsent(loaded.crew().name(), loaded.source());
        yield owner == null ? loaded : duplicate(loaded, owner);
      }
    };
  }

  LoadResult load(CrewSource source) {
    var findings = new Findings();
    var parts =
        switch (source) {
          case CrewSource.Single(var path, var file) -> single(path, file, findings);
          case CrewSource.Pair(var path, var agents, var tasks, var code) -> {
            code.forEach(file -> findings.warning(PairLayout.notRead(file)));
            yield pair(path, agents, tasks, findings);
          }
          case CrewSource.Json(var path, var crew, var agents) ->
              json(path, JsonLayout.read(crew, agents, findings), findings);
        };
    if (parts != null) {
      CrewAiTools.rename(parts, tools, findings);
      NotOffered.check(parts, findings);
      var known = McpRules.check(parts, tools, missingSecrets, findings);
      CrewRules.check(parts, known, findings);
      ProcessRules.check(parts, findings);
      ForeignModels.adapt(parts, providers, findings);
      ProviderRules.check(parts, providers, keys, findings);
      InputRules.check(parts, findings);
      HumanRules.check(parts, findings);
      CheckRules.check(parts, findings);
      OrderRules.check(parts, findings);
    }
    return parts == null || findings.hasProblems()
        ? new LoadResult.Rejected(source.path(), findings.problems(), findings.warnings())
        : new LoadResult.Loaded(CrewBuilder.build(parts), source.path(), findings.warnings());
  }

  static LoadResult.Rejected duplicate(LoadResult.Loaded loaded, Path owner) {
    var message =
        "crew '%s' is already defined in %s; give one of them another name"
            .formatted(loaded.crew().name(), owner);
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
    var document = checked(file, CrewSchema.Part.CREW, findings);
    return document == null
        ? null
        : CrewParts.of(name(path).replaceFirst("\\.ya?ml$", ""), document);
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

  private static @Nullable YamlDocument checked(
      SourceFile file, CrewSchema.Part part, Findings findings) {
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

  private static String name(Path path) {
    return String.valueOf(path.toAbsolutePath().normalize().getFileName());
  }
}
