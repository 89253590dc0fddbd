package dev.rcrewai.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;

/** A regular file inside the jail, open for reading. For one thread; close it. */
public final class JailedFile implements AutoCloseable {
  private final SeekableByteChannel channel;
  private final long size;
  private final Instant modified;
  private final InputStream content;

  JailedFile(SeekableByteChannel channel, long size, Instant modified) {
    this.channel = channel;
    this.size = size;
    this.modified = modified;
    content = new Content();
  }

  /** Bytes when it was opened. */
  public long size() {
    return size;
  }

  public Instant modified() {
    return modified;
  }

  /** What it held when it was opened; not what is appended while it is read. Always the same. */
  public InputStream content() {
    return content;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private final class Content extends InputStream {
    private long left = size;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int wanted = (int) Math.min(length, left);
      int got = channel.read(ByteBuffer.wrap(bytes, offset, wanted));
      left -= Math.max(got, 0);
      return got;
    }
  }
}
