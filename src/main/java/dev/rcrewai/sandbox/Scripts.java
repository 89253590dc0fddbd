package dev.rcrewai.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The sandbox's rules in the order in which they are tried. After those of the scripts comes one
 * that answers every prompt, so that a crew without a script runs too.
 */
public final class Scripts {
  static final int FILES_MAX = 100;
  private static final String FALLBACK = "fallback.yaml";

  private final List<Rule> rules;

  private Scripts(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * Reads every {@code .yaml} and {@code .yml} file of a directory, in the order of their names.
   * Blocks.
   *
   * @throws ScriptException with the problems of all files
   */
  public static Scripts load(Path dir) {
    var problems = new ArrayList<String>();
    var rules = new ArrayList<Rule>();
    for (var file : files(dir)) {
      var found = new Problems(file.toString());
      var name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
      rules.addAll(RuleReader.read(text(file, found), name + "/", found));
      problems.addAll(found.found());
    }
    return checked(rules, problems);
  }

  /**
   * Reads one script from its text, for tests.
   *
   * @throws ScriptException with its problems
   */
  public static Scripts parse(String yaml) {
    var problems = new Problems("script");
    var rules = new ArrayList<>(RuleReader.read(yaml, "", problems));
    return checked(rules, problems.found());
  }

  /** How many rules there are, the fallback included. */
  public int size() {
    return rules.size();
  }

  List<Rule> rules() {
    return rules;
  }

  private static Scripts checked(List<Rule> rules, List<String> problems) {
    if (!problems.isEmpty()) {
      throw new ScriptException(problems);
    }
    rules.addAll(fallback());
    return new Scripts(rules);
  }

  private static List<Rule> fallback() {
    var problems = new Problems(FALLBACK);
    try (var in = Scripts.class.getResourceAsStream(FALLBACK)) {
      if (in == null) {
        throw new IllegalStateException(FALLBACK + " is missing from the jar");
      }
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      var rules = RuleReader.read(text, "", problems);
      if (!problems.found().isEmpty()) {
        throw new ScriptException(problems.found());
      }
      return rules;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path dir) {
    try (var entries = Files.list(dir)) {
      var files =
          entries
              .filter(p -> p.getFileName().toString().matches("[^.].*\\.ya?ml"))
              .sorted()
              .toList();
      if (files.size() > FILES_MAX) {
        throw new ScriptException(List.of(dir + ": more than " + FILES_MAX + " scripts"));
      }
      return files;
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new ScriptException(List.of(dir + ": no such directory; set SANDBOX_DIR"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file, Problems problems) {
    try {
      if (Files.size(file) > YamlReader.CHARS_MAX) {
        problems.add(Yaml.Place.START, "larger than 1 MiB");
        return "";
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      problems.add(Yaml.Place.START, "is not UTF-8 text");
    } catch (IOException e) {
      problems.add(Yaml.Place.START, "cannot be read: " + e.getMessage());
    }
    return "";
  }
}
