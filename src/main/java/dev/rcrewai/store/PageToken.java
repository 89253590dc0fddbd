package dev.rcrewai.store;

import dev.rcrewai.execution.BadPageToken;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.step.ExecutionId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;

/** The last execution of a page; the next page begins after it, whatever was added since. */
public record PageToken(Instant createdAt, ExecutionId id) {
  private static final int LENGTH = Long.BYTES + IdBlob.LENGTH;

  public static PageToken after(Summary last) {
    return new PageToken(last.createdAt(), last.id());
  }

  public String text() {
    var bytes = ByteBuffer.allocate(LENGTH).putLong(Nanos.of(createdAt)).put(IdBlob.of(id));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  public static PageToken parse(String text) {
    var bytes = decode(text);
    if (bytes.length != LENGTH) {
      throw new BadPageToken();
    }
    var buffer = ByteBuffer.wrap(bytes);
    var createdAt = Nanos.read(buffer.getLong());
    var id = new byte[IdBlob.LENGTH];
    buffer.get(id);
    return new PageToken(createdAt, IdBlob.read(id));
  }

  private static byte[] decode(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new BadPageToken();
    }
  }
}
