package dev.rcrewai.drill;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Callers before a reverse proxy who start an execution, wait for its end, and start the next. They
 * try nothing twice, so whatever goes wrong at the nodes is an error here.
 */
final class Visitors {
  /** With one request. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration POLL = Duration.ofMillis(300);

  private final URI at;
  private final Pace pace;
  private final IntFunction<String> words;
  private final Supplier<Client> clients;
  private final BiConsumer<String, String> accepted;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger requests = new AtomicInteger();
  private final List<String> errors = new CopyOnWriteArrayList<>();

  /**
   * @param at the proxy
   * @param words a word by its number
   * @param accepted is told the word and the id of each execution
   */
  Visitors(
      URI at,
      Pace pace,
      IntFunction<String> words,
      Supplier<Client> clients,
      BiConsumer<String, String> accepted) {
    this.at = at;
    this.pace = pace;
    this.words = words;
    this.clients = clients;
    this.accepted = accepted;
  }

  /** One of them stays until all leave, and says how much it had done. */
  int visit(int place) {
    int done = 0;
    try (var client = clients.get()) {
      while (!over.get() && errors.isEmpty()) {
        var word = words.apply(place * 10_000 + done);
        runOne(client, word, place % 2 == 0 ? Duration.ofSeconds(20) : Duration.ZERO);
        done++;
      }
    }
    return done;
  }

  private void runOne(Client client, String word, Duration wait) {
    requests.incrementAndGet();
    var answer = client.startAndWait(at, DrillCrews.WORK, word, "key-" + word, wait).orElse(null);
    if (answer == null || (answer.status() != 200 && answer.status() != 202)) {
      errors.add("POST: " + (answer == null ? client.silence() : answer));
      return;
    }
    accepted.accept(word, answer.id());
    while (answer.json().getString("ended_at") == null) {
      pace.pass(POLL);
      requests.incrementAndGet();
      answer = client.get(at, "/v1/executions/" + answer.id()).orElse(null);
      if (answer == null || answer.status() != 200) {
        errors.add("GET: " + (answer == null ? client.silence() : answer));
        return;
      }
    }
  }

  /** Each ends what it has begun, and leaves. */
  void leave() {
    over.set(true);
  }

  int requests() {
    return requests.get();
  }

  /** What they should not get. */
  List<String> errors() {
    return errors;
  }
}
