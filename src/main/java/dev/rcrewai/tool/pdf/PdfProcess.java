package dev.rcrewai.tool.pdf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A JVM for one document. It has an empty environment, so none of the server's secrets, and a small
 * heap: a bomb ends it and nothing else. Blocks; an interrupt ends it too.
 */
final class PdfProcess {
  private static final int OUTPUT_BYTES_MAX = 16 << 20;
  private static final long REST_SECONDS = 5;
  private static final String LOGGING = "org.apache.commons.logging";
  private static final Executor VIRTUAL =
      task -> Thread.ofVirtual().name("tool-pdf-pipe").start(task);

  private final List<String> command;

  PdfProcess(int heapMebibytes) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    command =
        List.of(
            java,
            "-Xmx" + heapMebibytes + "m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-Djava.awt.headless=true",
            "-Dpdfbox.fontcache=" + System.getProperty("java.io.tmpdir"),
            // What PDFBox has to say would go where the answer goes.
            "-D" + LOGGING + ".LogFactory=" + LOGGING + ".impl.LogFactoryImpl",
            "-D" + LOGGING + ".Log=" + LOGGING + ".impl.NoOpLog",
            "-cp",
            System.getProperty("java.class.path"),
            PdfWorker.class.getName());
  }

  /** What it read, or null where it gave up or was ended. */
  @Nullable PdfContent read(InputStream pdf, String pages, boolean wantsText, Duration timeout)
      throws IOException, InterruptedException {
    var arguments = new ArrayList<>(command);
    arguments.addAll(List.of(pages, String.valueOf(wantsText)));
    var builder = new ProcessBuilder(arguments).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    Process process = builder.start();
    try {
      var fed = CompletableFuture.runAsync(() -> feed(pdf, process), VIRTUAL);
      var output = CompletableFuture.supplyAsync(() -> output(process), VIRTUAL);
      boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended || process.exitValue() != 0) {
        return null;
      }
      fed.get(REST_SECONDS, TimeUnit.SECONDS);
      return PdfWorker.MAPPER.readValue(
          output.get(REST_SECONDS, TimeUnit.SECONDS), PdfContent.class);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the process of a PDF cannot be talked to", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void feed(InputStream pdf, Process process) {
    try (var in = process.getOutputStream()) {
      pdf.transferTo(in);
    } catch (IOException e) {
      // It has ended already; its exit value says so.
    }
  }

  private static byte[] output(Process process) {
    try (var out = process.getInputStream()) {
      return out.readNBytes(OUTPUT_BYTES_MAX);
    } catch (IOException e) {
      return new byte[0]; // it was ended meanwhile
    }
  }
}
