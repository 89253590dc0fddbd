package dev.rcrewai.store.redis;

import static dev.rcrewai.execution.Await.awaitAll;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.Owner;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an execution takes of Redis' memory; the figures are in the test's output. */
class MemoryTest extends RedisStoreFixture {
  private static final Pattern USED = Pattern.compile("used_memory:(\\d+)");
  private static final int COUNT = 1_000;
  private static final int BATCHES = 10;

  private static long used() {
    var used = USED.matcher(redis().cli("INFO", "memory"));
    assertThat(used.find()).isTrue();
    return Long.parseLong(used.group(1));
  }

  @Test
  void memoryOfAnExecution_isAFewKilobytes() {
    redis().cli("CONFIG", "SET", "appendfsync", "no");
    accept(draft());
    long before = used();
    var drafts = IntStream.range(0, COUNT).mapToObj(i -> draft().claimer(NODE)).toList();
    awaitAll(drafts.stream().map(draft -> store().accept(draft.submission())).toList());
    long accepted = (used() - before) / COUNT;
    for (var draft : drafts) {
      run(draft);
    }
    long ended = (used() - before) / COUNT;
    redis().cli("CONFIG", "SET", "appendfsync", "always");

    System.out.printf(
        "bytes of an execution: %d accepted, %d ended, with %d events in %d batches%n",
        accepted, ended, 2 + 2 * BATCHES, 2 + BATCHES);
    assertThat(accepted).isLessThan(8_000);
    assertThat(ended).isLessThan(16_000);
  }

  private void run(Draft draft) {
    var owner = Owner.of(draft);
    for (int i = 0; i < BATCHES; i++) {
      owner = append(owner, owner.next(2));
    }
    append(owner, owner.complete());
  }
}
