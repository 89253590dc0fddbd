package dev.rcrewai.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Paths that a model might be talked into: around every file there is a secret next door. */
@Timeout(20)
final class FileJailHostilePathsTest {
  private static final String SECRET = "the secret of somebody else";

  static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          ".",
          "./",
          "/",
          "//",
          "..",
          "../",
          "../secret.txt",
          "../../secret.txt",
          "../bob/secret.txt",
          "../alice_evil/secret.txt",
          "../alice/own.txt",
          "reports/../own.txt",
          "reports/../../bob/secret.txt",
          "./../bob/secret.txt",
          "..//bob/secret.txt",
          "reports/..",
          "reports/../..",
          "....//bob/secret.txt",
          ".../secret.txt",
          "..\\bob",
          "..\\..\\secret.txt",
          "reports\\may.csv",
          "%2e%2e/secret.txt",
          "%2e%2e%2fsecret.txt",
          "..%2fsecret.txt",
          "..%c0%af..%c0%afsecret.txt",
          "%252e%252e/secret.txt",
          "．．/secret.txt",
          "‥/secret.txt",
          "..\u0000/secret.txt",
          "own.txt\u0000.md",
          "own.txt\n",
          "own\r.txt",
          "\u001b[2Jown.txt",
          "own.txt\u007f",
          "/etc/passwd",
          "/proc/self/environ",
          "/dev/zero",
          "/dev/stdin",
          "~/secret.txt",
          "~bob/secret.txt",
          "file:///etc/passwd",
          "http://127.0.0.1/x.txt",
          "C:\\secret.txt",
          "\\\\host\\share",
          ".hidden.txt",
          ".git/config.txt",
          "reports/.hidden.txt",
          "out.txt",
          "up.txt",
          "bob/secret.txt",
          "bob",
          "sibling/secret.txt",
          "root/etc/passwd",
          "root",
          "proc/environ",
          "proc/cwd/pom.xml",
          "proc/root/etc/passwd",
          "zero.txt",
          "loop.txt",
          "loop.txt/a.txt",
          "two.txt",
          "dangling.txt",
          "self",
          "self/out.txt",
          "pipe.txt",
          "pipe/a.txt",
          "reports",
          "reports/",
          "own.txt/a.txt",
          "own.txt/../own.txt",
          "a".repeat(256) + ".txt",
          "a".repeat(1_100),
          "d/".repeat(500) + "a.txt",
          "own.txt ",
          "OWN.TXT",
          "own.txt:stream",
          "*.txt",
          "own.tx?",
          "$HOME/secret.txt",
          "`id`",
          "a\ud800.txt",
          "callers/bob/secret.txt",
          "shared/guide.md");

  @TempDir static Path temp;

  @BeforeAll
  static void files() throws Exception {
    prepare(temp);
  }

  private static void prepare(Path temp) throws Exception {
    Path files = temp.resolve("files");
    Path own = files.resolve("callers/alice");
    write(own.resolve("own.txt"), "alice's");
    write(own.resolve("reports/may.csv"), "a,b");
    write(own.resolve(".hidden.txt"), SECRET);
    write(own.resolve(".git/config.txt"), SECRET);
    write(own.resolve("reports/.hidden.txt"), SECRET);
    write(files.resolve("shared/guide.md"), "everybody's");
    write(files.resolve("callers/bob/secret.txt"), SECRET);
    write(files.resolve("callers/alice_evil/secret.txt"), SECRET);
    write(files.resolve("secret.txt"), SECRET);
    write(temp.resolve("secret.txt"), SECRET);
    link(own.resolve("out.txt"), temp.resolve("secret.txt"));
    link(own.resolve("up.txt"), Path.of("../../secret.txt"));
    link(own.resolve("bob"), files.resolve("callers/bob"));
    link(own.resolve("sibling"), Path.of("../alice_evil"));
    link(own.resolve("root"), Path.of("/"));
    link(own.resolve("proc"), Path.of("/proc/self"));
    link(own.resolve("zero.txt"), Path.of("/dev/zero"));
    link(own.resolve("loop.txt"), Path.of("loop.txt"));
    link(own.resolve("two.txt"), Path.of("out.txt"));
    link(own.resolve("dangling.txt"), temp.resolve("nothing.txt"));
    link(own.resolve("self"), Path.of("."));
    pipes(own.resolve("pipe.txt"), own.resolve("pipe"));
  }

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void open_hostilePath_opensNothing(String path) {
    var jail = new FileJail(temp.resolve("files"), 1_000);

    assertThat(jail.open("alice", path)).isNotInstanceOf(FileJail.Readable.class);
  }

  @Test
  void write_hostilePaths_changeNothingThatIsNotTheCallers(@TempDir Path other) throws Exception {
    prepare(other);
    var before = foreign(other);
    var jail = new FileJail(other.resolve("files"), 1_000);
    byte[] content = {'x'};

    for (String path : HOSTILE) {
      for (var mode : FileJail.Mode.values()) {
        jail.write("alice", path, content, mode, 1 << 20);
      }
    }

    assertThat(before).hasSizeGreaterThan(4);
    assertThat(foreign(other)).isEqualTo(before);
  }

  /** Every file but those of alice, with its content. */
  private static Map<String, String> foreign(Path root) throws IOException {
    var all = new TreeMap<String, String>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        if (!path.startsWith(root.resolve("files/callers/alice"))) {
          all.put(root.relativize(path).toString(), Files.readString(path));
        }
      }
    }
    return all;
  }

  private static void write(Path path, String text) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static void link(Path link, Path target) throws IOException {
    Files.createSymbolicLink(link, target);
  }

  private static void pipes(Path one, Path other) throws Exception {
    var made = new ProcessBuilder("mkfifo", one.toString(), other.toString()).start();
    assertThat(made.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(made.exitValue()).isZero();
  }
}
