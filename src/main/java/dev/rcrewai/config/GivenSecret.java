package dev.rcrewai.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A secret that is in use: where it came from, and what another text in its place may be.
 *
 * @param names its variables; the first is its name
 * @param expected the rule, in words
 * @param rule what its text may be; where the empty text is one, the secret may be missing
 * @param secret the value in use
 */
public record GivenSecret(
    List<String> names, Origin origin, String expected, Predicate<String> rule, Secret secret) {
  private static final int FILE_BYTES_MAX = 64 * 1024;

  public GivenSecret {
    names = List.copyOf(names);
  }

  /** Where a secret came from, and so where to look for a newer one. */
  public sealed interface Origin {}

  /** The environment or the file of settings: it stays as it is. */
  public record Fixed() implements Origin {}

  /** A file of its own. */
  public record File(Path path) implements Origin {}

  /** Vault. */
  public record Vault() implements Origin {}

  /** Its variable. */
  public String name() {
    return names.getFirst();
  }

  /** Its text among those that are kept elsewhere, by their variables; empty where none is. */
  public Optional<StoredSecret> in(Map<String, StoredSecret> stored) {
    return in(names, stored);
  }

  static Optional<StoredSecret> in(List<String> names, Map<String, StoredSecret> stored) {
    return names.stream()
        .map(stored::get)
        .filter(found -> found != null && !found.text().get().isBlank())
        .findFirst();
  }

  /** Whether there may be none. */
  public boolean mayBeMissing() {
    return rule.test("");
  }

  /** The variable that a field of that name stands for. */
  public static String variable(String field) {
    return field.strip().toUpperCase(Locale.ROOT);
  }

  /** The text of a file without its last line break; none where it may be missing and is. */
  public String read(Path file) throws IOException {
    return textOf(file, mayBeMissing());
  }

  static String textOf(Path file, boolean mayBeMissing) throws IOException {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new IOException("it is larger than " + FILE_BYTES_MAX + " bytes");
      }
      return withoutLineBreak(Files.readString(file));
    } catch (NoSuchFileException e) {
      if (mayBeMissing) {
        return "";
      }
      throw e;
    }
  }

  /** Editors and {@code echo} end a text with a line break that is none of it. */
  public static String withoutLineBreak(String text) {
    return text.replaceFirst("[\r\n]+$", "");
  }
}
