package dev.rcrewai.cli;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An installation of a test's own, in which commands run as a user types them. */
final class Installation implements AutoCloseable {
  private static final String HOME = "rcrewai.home";

  private final Path home;
  private final @Nullable String earlier = System.getProperty(HOME);
  String out = "";
  String err = "";

  Installation(Path home) {
    this.home = home;
    System.setProperty(HOME, home.toString());
    write("conf/prices.yaml", "models: {}\n");
    write("conf/files/shared/note.txt", "a note");
    write("conf/sandbox/none.yaml", "rules: []\n");
    write("conf/server.yaml", "llm: {provider: sandbox}\n");
  }

  Path write(String name, String text) {
    try {
      var file = home.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(String name) {
    try {
      return Files.readString(home.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int run(String... args) {
    return typing("", args);
  }

  /** The same where somebody types, or where nobody does. */
  int typing(String lines, String... args) {
    var o = new StringWriter();
    var e = new StringWriter();
    var before = System.in;
    System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    try {
      return RcrewaiCommand.run(new PrintWriter(o), new PrintWriter(e), args);
    } finally {
      System.setIn(before);
      out = o.toString();
      err = e.toString();
    }
  }

  /** What the last command printed, as JSON. */
  JsonObject json() {
    return new JsonObject(out);
  }

  @Override
  public void close() {
    if (earlier == null) {
      System.clearProperty(HOME);
    } else {
      System.setProperty(HOME, earlier);
    }
  }
}
