package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The last execution of a page; the next page begins after it, whatever was added since. */
public record PageToken(Instant createdAt, ExecutionId id) {
  private static final int LENGTH = 3 * Long.BYTES;

  public static PageToken after(Summary last) {
    return new PageToken(last.createdAt(), last.id());
  }

  public String text() {
    var uuid = UUID.fromString(id.text());
    long nanos = TimeUnit.SECONDS.toNanos(createdAt.getEpochSecond()) + createdAt.getNano();
    var bytes =
        ByteBuffer.allocate(LENGTH)
            .putLong(nanos)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  public static PageToken parse(String text) {
    var bytes = decode(text);
    if (bytes.length != LENGTH) {
      throw new BadPageToken();
    }
    var buffer = ByteBuffer.wrap(bytes);
    var createdAt = Instant.ofEpochSecond(0, buffer.getLong());
    var id = new UUID(buffer.getLong(), buffer.getLong());
    return new PageToken(createdAt, new ExecutionId(id.toString()));
  }

  private static byte[] decode(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new BadPageToken();
    }
  }
}
