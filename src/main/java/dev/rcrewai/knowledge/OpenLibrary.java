package dev.rcrewai.knowledge;

import java.io.IOException;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The library of this node: opened where it is needed first, and again where Lucene had to close
 * its index, as on a disk that is full. Blocks; thread-safe.
 */
final class OpenLibrary implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenLibrary.class);

  private final Opening opening;
  private volatile @Nullable Library library;
  private boolean isClosed;

  /** Opens it. */
  interface Opening {
    Library open() throws IOException;
  }

  OpenLibrary(Opening opening) {
    this.opening = opening;
  }

  /** The library, if it is open. */
  @Nullable Library ifOpen() {
    return library;
  }

  synchronized Library get() throws IOException {
    if (isClosed) {
      throw new IOException("the server stops");
    }
    var open = library;
    if (open == null) {
      open = opening.open();
      library = open;
    }
    return open;
  }

  /** Something failed; whoever comes next opens it anew where that was for its index. */
  synchronized void failed(Throwable cause) throws IOException {
    boolean isDead = false;
    for (@Nullable Throwable each = cause; each != null; each = each.getCause()) {
      isDead |= each instanceof AlreadyClosedException;
    }
    var dead = library;
    if (isDead && dead != null) {
      LOG.warn("the index of documents was closed and is opened again");
      library = null;
      dead.close();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    isClosed = true;
    var open = library;
    if (open != null) {
      open.close();
    }
  }
}
