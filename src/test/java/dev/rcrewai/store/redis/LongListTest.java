package dev.rcrewai.store.redis;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.ExecutionFilter;
import dev.rcrewai.execution.ExecutionPage;
import dev.rcrewai.execution.Status;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A long list: 20,000 executions, 100,000 with {@code -Drcrewai.drills=full}. What a page costs is
 * counted in commands inside Redis, which does not depend on how busy the machine is.
 */
@Timeout(300)
class LongListTest extends RedisStoreFixture {
  private static final int COUNT =
      "full".equals(System.getProperty("rcrewai.drills")) ? 100_000 : 20_000;
  private static final int GROUP = 2_000;
  private static final int PAGE = 50;
  private static final Pattern CALLS = Pattern.compile("cmdstat_\\w+:calls=(\\d+)");

  @BeforeEach
  void fill() {
    redis().cli("CONFIG", "SET", "appendfsync", "no");
    for (int done = 0; done < COUNT; done += GROUP) {
      var group = new ArrayList<Future<?>>();
      for (int i = done; i < done + GROUP; i++) {
        group.add(store().accept(nth(i).submission()));
      }
      awaitAll(group.stream().map(each -> each.map(true)).toList());
    }
    redis().cli("CONFIG", "SET", "appendfsync", "always");
  }

  /** One in a thousand is bob's, one in ten thousand of another crew. */
  private static Draft nth(int i) {
    var draft = draft().limits(1_000_000, 1_000_000).caller(i % 1_000 == 7 ? "bob" : "ann");
    return i % 10_000 == 1_007 ? draft.crew("rare", "hash-2", "{}").requestId("r-" + i) : draft;
  }

  private static ExecutionFilter filter(
      @Nullable String caller, @Nullable String crew, @Nullable Status status) {
    return new ExecutionFilter(caller, crew, status, null, null, null, PAGE, null);
  }

  /** The page, which cost at most so many commands. */
  private ExecutionPage page(ExecutionFilter filter, int commandsMax) {
    redis().cli("CONFIG", "RESETSTAT");
    var page = await(store().list(filter));
    var stats = CALLS.matcher(redis().cli("INFO", "commandstats"));
    int commands = stats.results().mapToInt(found -> Integer.parseInt(found.group(1))).sum();
    assertThat(commands).as("commands for %s", filter).isLessThanOrEqualTo(commandsMax);
    return page;
  }

  @Test
  void page_ofAnyFilter_costsWhatThePageHas() {
    int few = 2 * PAGE + 20;
    var all = page(filter(null, null, null), few);
    assertThat(all.executions()).hasSize(PAGE);
    var deep = await(store().list(filter(null, null, null)));
    for (int i = 0; i < 20; i++) {
      deep = await(store().list(after(deep)));
    }
    assertThat(page(after(deep), few).executions()).hasSize(PAGE);

    assertThat(page(filter("bob", null, null), few).executions())
        .hasSize(Math.min(PAGE, COUNT / 1_000));
    assertThat(page(filter("bob", null, Status.QUEUED), few).executions()).isNotEmpty();
    assertThat(page(filter("ann", null, Status.RUNNING), few).executions()).isEmpty();
    assertThat(page(filter(null, "rare", null), few).executions()).hasSize(COUNT / 10_000);
    assertThat(page(filter("bob", "rare", null), few).executions()).hasSize(COUNT / 10_000);
    assertThat(page(filter("ann", "rare", Status.QUEUED), few).executions()).isEmpty();
    assertThat(page(filter("ann", "support", null), 4 * PAGE).executions()).hasSize(PAGE);
  }

  private static ExecutionFilter after(ExecutionPage page) {
    return new ExecutionFilter(null, null, null, null, null, null, PAGE, page.nextPageToken());
  }

  @Test
  void list_whoseFiltersHardlyMeet_looksFurtherInParts() {
    var small =
        new Lists(new Scripts(new Links(vertx(), dialer(), new Sender("news", "test"), 1)), 3);

    var page = await(small.list(filter("bob", "support", null)));

    assertThat(page.executions()).hasSize(Math.min(PAGE, COUNT / 1_000 - COUNT / 10_000));
    assertThat(List.copyOf(page.executions()))
        .isEqualTo(await(store().list(filter("bob", "support", null))).executions());
  }

  private static Dialer dialer() {
    return new Dialer(vertx(), redis().settings());
  }
}
