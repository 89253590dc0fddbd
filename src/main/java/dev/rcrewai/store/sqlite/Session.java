package dev.rcrewai.store.sqlite;

import dev.rcrewai.store.Listeners;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.function.Consumer;

/** What is open while the store is: the claim to the directory, the writer and the readers. */
record Session(DirectoryLock lock, Writer writer, Readers readers) {

  /** Opens all or nothing. Blocks. */
  static Session open(
      Vertx vertx, Path directory, Instant now, Listeners listeners, Consumer<Throwable> onFatal)
      throws IOException, SQLException, InterruptedException {
    var lock = DirectoryLock.acquire(directory, now);
    try {
      var file = directory.resolve("executions.db");
      var writer = Writer.open(file, listeners, onFatal);
      return new Session(lock, writer, readers(vertx, file, writer));
    } catch (SQLException | InterruptedException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static Readers readers(Vertx vertx, Path file, Writer writer)
      throws SQLException, InterruptedException {
    try {
      return Readers.open(vertx, file);
    } catch (SQLException e) {
      writer.close();
      throw e;
    }
  }

  /** Writes what waits, ends the reads, gives the directory back. Blocks. */
  void close() throws IOException, InterruptedException {
    readers.close();
    writer.close();
    lock.close();
  }
}
