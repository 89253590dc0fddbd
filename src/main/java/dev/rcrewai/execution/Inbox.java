package dev.rcrewai.execution;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * What waits for a person: their own executions and those of others whose crews they answer for, in
 * one list, though no store has one for it. A page token means the same in every list.
 */
record Inbox(ExecutionStore store) {
  private static final Comparator<Summary> NEWEST_FIRST =
      Comparator.comparing(Summary::createdAt)
          .thenComparing(summary -> summary.id().text())
          .reversed();

  /**
   * A page of it.
   *
   * @param own what to show of the person's own
   * @param crews whose questions they answer; the lists are read at once
   */
  Future<ExecutionPage> list(ExecutionFilter own, Set<String> crews) {
    var pages = new ArrayList<Future<ExecutionPage>>();
    pages.add(store.list(own));
    crews.forEach(crew -> pages.add(store.list(own.ofAll(crew))));
    return Future.all(pages).map(all -> merged(all.list(), own.limit()));
  }

  private static ExecutionPage merged(Collection<ExecutionPage> pages, int limit) {
    var byId = new LinkedHashMap<Object, Summary>();
    pages.forEach(page -> page.executions().forEach(one -> byId.put(one.id(), one)));
    List<Summary> all = byId.values().stream().sorted(NEWEST_FIRST).toList();
    boolean more = all.size() > limit || pages.stream().anyMatch(Inbox::hasNext);
    var shown = all.subList(0, Math.min(limit, all.size()));
    return new ExecutionPage(
        shown, more && !shown.isEmpty() ? PageToken.after(shown.getLast()).text() : null);
  }

  private static boolean hasNext(ExecutionPage page) {
    return page.nextPageToken() != null;
  }
}
