package dev.rcrewai.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a caller reaches. What no path may reach: FileJailHostilePathsTest. */
@Timeout(20)
final class FileJailTest {
  private static final String SECRET = "the secret of somebody else";
  private static final int BYTES_MAX = 1_000;

  @TempDir Path temp;
  private Path files;
  private Path own;
  private Path shared;
  private FileJail jail;

  @BeforeEach
  void files() throws Exception {
    files = Files.createDirectories(temp.resolve("files"));
    own = Files.createDirectories(files.resolve("callers/alice"));
    shared = Files.createDirectories(files.resolve("shared"));
    jail = new FileJail(files, BYTES_MAX);
    write(own.resolve("own.txt"), "alice's");
    write(own.resolve("both.txt"), "alice's");
    write(own.resolve("reports/may.csv"), "a,b");
    write(own.resolve("%2e%2e"), "a name with escapes");
    write(own.resolve(".hidden.txt"), SECRET);
    write(own.resolve(".git/config.txt"), SECRET);
    write(shared.resolve("both.txt"), "everybody's");
    write(shared.resolve("guide.md"), "everybody's");
    write(files.resolve("callers/bob/secret.txt"), SECRET);
    write(temp.resolve("secret.txt"), SECRET);
    link("out.txt", temp.resolve("secret.txt"));
    link("loop.txt", Path.of("loop.txt"));
    link("self", Path.of("."));
  }

  @Test
  void open_ownFile_isRead() throws Exception {
    assertThat(read("own.txt")).isEqualTo("alice's");
    assertThat(read("./reports//may.csv")).isEqualTo("a,b");
    assertThat(read("%2e%2e")).isEqualTo("a name with escapes");
  }

  @Test
  void open_sameNameInBoth_ownComesFirst() throws Exception {
    assertThat(read("both.txt")).isEqualTo("alice's");
    assertThat(read("guide.md")).isEqualTo("everybody's");
  }

  @Test
  void open_linkInsideTheJail_isFollowed() throws Exception {
    link("latest", Path.of("reports"));
    link("current.csv", Path.of("latest/may.csv"));

    assertThat(read("current.csv")).isEqualTo("a,b");
    assertThat(read("self/own.txt")).isEqualTo("alice's");
  }

  @Test
  void open_sharedFilesAreMountedByLink_areRead() throws Exception {
    Path volume = temp.resolve("mounted");
    write(volume.resolve("..2026_01_01/prices.csv"), "1,2");
    Files.createSymbolicLink(volume.resolve("..data"), Path.of("..2026_01_01"));
    Files.createSymbolicLink(volume.resolve("prices.csv"), Path.of("..data/prices.csv"));
    Files.move(shared, temp.resolve("old"));
    Files.createSymbolicLink(shared, volume);

    assertThat(read("prices.csv")).isEqualTo("1,2");
    assertThat(jail.list("carol", _ -> true, 9).names()).containsExactly("prices.csv");
  }

  @Test
  void open_callerNamedLikeAPath_staysInADirectoryOfItsOwn() {
    for (String caller : new String[] {"..", "../alice", "alice/reports", "", "/", "ALICE", "."}) {
      assertThat(jail.open(caller, "own.txt")).as(caller).isEqualTo(new FileJail.Missing());
    }
  }

  @Test
  void open_callerDirectoryIsALinkToAnothers_isRefused() throws Exception {
    Files.createSymbolicLink(files.resolve("callers/mallory"), Path.of("bob"));

    assertThat(jail.open("mallory", "secret.txt"))
        .isEqualTo(new FileJail.Refused("leads out of your files"));
    assertThat(jail.list("mallory", _ -> true, 9).names()).doesNotContain("secret.txt");
  }

  @Test
  void open_pipe_isRefusedAndNotWaitedFor() throws Exception {
    pipe(own.resolve("pipe.txt"));

    assertThat(jail.open("alice", "pipe.txt"))
        .isEqualTo(new FileJail.Refused("is not a regular file"));
  }

  @Test
  void open_socket_isRefused() throws Exception {
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(own.resolve("socket.txt")));

      assertThat(jail.open("alice", "socket.txt"))
          .isEqualTo(new FileJail.Refused("is not a regular file"));
    }
  }

  @Test
  void open_largerThanTheBound_isRefusedWithBothSizes() throws Exception {
    write(own.resolve("large.txt"), "x".repeat(BYTES_MAX + 1));

    assertThat(jail.open("alice", "large.txt"))
        .isEqualTo(new FileJail.Refused("is too large: 1,001 bytes; at most 1,000 are read"));
  }

  @Test
  void content_fileGrowsWhileItIsRead_endsWhereItEndedWhenOpened() throws Exception {
    if (jail.open("alice", "own.txt") instanceof FileJail.Readable(var file)) {
      try (file) {
        write(own.resolve("own.txt"), "alice's and much more");
        assertThat(text(file)).isEqualTo("alice's");
        assertThat(file.content().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void open_noFilesDirectory_isMissing() {
    assertThat(new FileJail(temp.resolve("none"), 1).open("alice", "a.txt"))
        .isEqualTo(new FileJail.Missing());
  }

  @Test
  void open_callerIsNoText_isAMistake() {
    assertThatThrownBy(() -> jail.open("\ud800", "own.txt"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void list_ownAndShared_showsWhatCouldBeOpened() throws Exception {
    link("inside.txt", Path.of("own.txt"));

    var listing = jail.list("alice", name -> name.matches(".*\\.(txt|md|csv)"), 20);

    assertThat(listing)
        .isEqualTo(
            new FileJail.Listing(
                List.of("both.txt", "guide.md", "inside.txt", "own.txt", "reports/may.csv"), true));
  }

  @Test
  void list_moreThanAsked_isIncomplete() {
    var listing = jail.list("alice", name -> name.endsWith(".txt"), 1);

    assertThat(listing.names()).containsExactly("both.txt");
    assertThat(listing.complete()).isFalse();
  }

  @Test
  void list_deepOrManyFiles_isBounded() throws Exception {
    write(own.resolve("1/2/3/4/deep.txt"), "x");
    assertThat(jail.list("alice", _ -> true, 99).complete()).isFalse();
    for (int i = 0; i < 1_100; i++) {
      write(shared.resolve("many/" + i + ".log"), "x");
    }

    var listing = jail.list("carol", name -> name.endsWith(".log"), 2_000);

    assertThat(listing.names()).hasSizeBetween(900, 1_000);
    assertThat(listing.complete()).isFalse();
  }

  private String read(String path) throws IOException {
    return switch (jail.open("alice", path)) {
      case FileJail.Readable(var file) -> {
        try (file) {
          yield text(file);
        }
      }
      case FileJail.Missing missing -> throw new AssertionError(missing);
      case FileJail.Refused refused -> throw new AssertionError(refused);
    };
  }

  private static String text(JailedFile file) throws IOException {
    return new String(file.content().readAllBytes(), StandardCharsets.UTF_8);
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(own.resolve(name), target);
  }

  private static void write(Path path, String text) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static void pipe(Path path) throws Exception {
    var made = new ProcessBuilder("mkfifo", path.toString()).start();
    assertThat(made.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(made.exitValue()).isZero();
  }
}
