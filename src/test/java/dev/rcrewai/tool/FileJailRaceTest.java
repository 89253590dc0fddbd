package dev.rcrewai.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody swaps files and directories for links to a secret while they are opened. */
@Timeout(60)
final class FileJailRaceTest {
  private static final int OPENS = 20_000;
  private static final int WRITES = 300;

  @TempDir Path temp;
  private Path own;
  private Path outside;
  private FileJail jail;

  /** One change of the disk. */
  private interface Swap {
    void once() throws IOException;
  }

  @BeforeEach
  void files() throws IOException {
    own = Files.createDirectories(temp.resolve("files/callers/alice"));
    outside = Files.createDirectories(temp.resolve("outside"));
    jail = new FileJail(temp.resolve("files"), 1_000);
    Files.writeString(outside.resolve("a.txt"), "secret");
  }

  @Test
  void open_fileSwappedForALink_neverReadsOutside() throws Exception {
    Path target = own.resolve("a.txt");
    Path good = own.resolve("good");
    Path bad = own.resolve("bad");
    Files.writeString(target, "mine");

    opensWhile(
        () -> {
          Files.createSymbolicLink(bad, outside.resolve("a.txt"));
          Files.move(bad, target, StandardCopyOption.ATOMIC_MOVE);
          Files.writeString(good, "mine");
          Files.move(good, target, StandardCopyOption.ATOMIC_MOVE);
        },
        "a.txt");
  }

  @Test
  void open_directorySwappedForALink_neverReadsOutside() throws Exception {
    Path target = Files.createDirectories(own.resolve("d"));
    Path parked = own.resolve("parked");
    Files.writeString(target.resolve("a.txt"), "mine");

    opensWhile(
        () -> {
          Files.move(target, parked, StandardCopyOption.ATOMIC_MOVE);
          Files.createSymbolicLink(target, outside);
          linger();
          Files.delete(target);
          Files.move(parked, target, StandardCopyOption.ATOMIC_MOVE);
          linger();
        },
        "d/a.txt");
  }

  /** Neither a directory nor a file of the way may be swapped for a link to somewhere else. */
  @Test
  void write_directorySwappedForALink_neverWritesOutside() throws Exception {
    Path target = Files.createDirectories(own.resolve("d"));
    Path parked = own.resolve("parked");
    var swaps = new AtomicInteger();
    var swapper =
        Thread.ofPlatform()
            .start(() ->
                repeat(
                    () -> {
                      Files.move(target, parked, StandardCopyOption.ATOMIC_MOVE);
                      Files.createSymbolicLink(target, outside);
                      linger();
                      Files.delete(target);
                      Files.move(parked, target, StandardCopyOption.ATOMIC_MOVE);
                      linger();
                    },
                    swaps));
    int written = 0;
    try {
      for (int i = 0; i < WRITES || written == 0; i++) {
        var mode = i % 2 == 0 ? FileJail.Mode.REPLACE : FileJail.Mode.APPEND;
        String path = i % 3 == 0 ? "d/sub" + i + "/b.txt" : "d/b.txt";
        byte[] content = {'x'};
        if (jail.write("alice", path, content, mode, 1 << 20) instanceof FileJail.Done) {
          written++;
        }
      }
    } finally {
      swapper.interrupt();
      swapper.join();
    }
    assertThat(swaps.get()).isPositive();
    try (var there = Files.list(outside)) {
      assertThat(there).containsExactly(outside.resolve("a.txt"));
    }
    assertThat(outside.resolve("a.txt")).hasContent("secret");
  }

  /** Opens until it was tried often and some opens succeeded, while the disk changes all along. */
  private void opensWhile(Swap swap, String path) throws Exception {
    var swaps = new AtomicInteger();
    var swapper = Thread.ofPlatform().start(() -> repeat(swap, swaps));
    int mine = 0;
    try {
      for (int i = 0; i < OPENS || (mine == 0 && i < 10 * OPENS); i++) {
        if (jail.open("alice", path) instanceof FileJail.Readable(var file)) {
          try (file) {
            assertThat(file.content().readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("mine");
          }
          mine++;
        }
      }
    } finally {
      swapper.interrupt();
      swapper.join();
    }
    assertThat(mine).isPositive();
    assertThat(swaps.get()).isPositive();
  }

  /** Long enough for an open to see this state, short enough to change in the middle of one. */
  private static void linger() {
    long until = System.nanoTime() + 50_000;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  private static void repeat(Swap swap, AtomicInteger swaps) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        swap.once();
        swaps.incrementAndGet();
      }
    } catch (IOException e) {
      // the interrupt reached a write: the test is over
    }
  }
}
