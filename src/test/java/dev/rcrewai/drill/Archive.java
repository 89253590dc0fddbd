package dev.rcrewai.drill;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the cluster's own lists and journals say; asked of whatever node answers. */
final class Archive {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int ATTEMPTS_MAX = 50;
  private static final int PAGES_MAX = 1_000;

  private final Cluster cluster;
  private final Client client;
  private final Pace pace;

  Archive(Cluster cluster, Client client, Pace pace) {
    this.cluster = cluster;
    this.client = client;
    this.pace = pace;
  }

  /** Returns when nothing is queued, running or waiting any more. */
  void awaitQuiet(Duration patience) {
    var end = pace.now().plus(patience);
    for (var status : List.of("queued", "running", "waiting")) {
      var open = page("/v1/executions?limit=200&status=" + status, "executions");
      while (!open.isEmpty()) {
        if (pace.now().compareTo(end) > 0) {
          throw new AssertionError(open.size() + " executions stay " + status + ": " + open);
        }
        pace.pass(POLL);
        open = page("/v1/executions?limit=200&status=" + status, "executions");
      }
    }
    if (Stream.of("queued", "running").anyMatch(status -> !isNone(status))) {
      awaitQuiet(end.minus(pace.now())); // one went back while the next list was read
    }
  }

  /** What everybody says who had to do with the executions of these callers. */
  Evidence evidence(
      Callers callers, Map<String, Follower> followers, DrillProvider provider, Nemesis nemesis) {
    var accepted = callers.accepted();
    var histories = new HashMap<String, History>();
    accepted.forEach((word, id) -> histories.put(word, history(word, id)));
    var calls =
        provider.calls().stream().filter(call -> accepted.containsKey(call.step().word())).toList();
    var strange = new ArrayList<String>();
    strange.addAll(callers.strange());
    strange.addAll(nemesis.strange());
    strange.addAll(provider.strange());
    var followed = new HashMap<String, List<Long>>();
    followers.forEach((word, follower) -> {
      followed.put(word, follower.seqs());
      strange.addAll(follower.strange());
    });
    return new Evidence(
        accepted,
        listed(),
        histories,
        calls,
        followed,
        nemesis.applied(),
        nemesis.wakings(),
        strange);
  }

  private boolean isNone(String status) {
    return page("/v1/executions?limit=1&status=" + status, "executions").isEmpty();
  }

  /** The words of all executions of the caller. */
  List<String> listed() {
    var words = new ArrayList<String>();
    var token = "";
    for (int pages = 0; pages < PAGES_MAX; pages++) {
      var page = get("/v1/executions?limit=200" + (token.isEmpty() ? "" : "&page_token=" + token));
      objects(page, "executions").forEach(one -> words.add(one.getString("request_id")));
      token = page.getString("next_page_token", "");
      if (token == null || token.isEmpty()) {
        return words;
      }
    }
    throw new AssertionError("a list without end");
  }

  History history(String word, String id) {
    return new History(word, page("/v1/executions/" + id + "/events?limit=1000", "events"));
  }

  private List<JsonObject> page(String path, String member) {
    return objects(get(path), member);
  }

  private static List<JsonObject> objects(JsonObject page, String member) {
    return page.getJsonArray(member).stream().map(JsonObject.class::cast).toList();
  }

  private JsonObject get(String path) {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      var nodes = cluster.addresses();
      var answer = client.get(nodes.get(attempt % nodes.size()), path);
      if (answer.isPresent() && answer.get().status() == 200) {
        return answer.get().json();
      }
      pace.pass(POLL);
    }
    throw new AssertionError("nobody answers GET " + path);
  }
}
