package dev.rcrewai.store.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** The Sentinels, which know who the master is. All are asked at once, the first answer counts. */
record Sentinels(Vertx vertx, List<RedisUrl> urls, String master) {

  /** Where the master is; it is let in with the Sentinel's name and password. */
  Future<RedisUrl> master(Duration patience) {
    var problems = new ConcurrentLinkedQueue<String>();
    var answers =
        urls.stream()
            .map(url ->
                ask(url, patience).onFailure(e -> problems.add(String.valueOf(e.getMessage()))))
            .toList();
    return Future.any(answers)
        .compose(
            any -> answers.stream().filter(Future::succeeded).findFirst().orElseThrow(),
            none -> Future.failedFuture(new IllegalStateException(summary(problems))));
  }

  private String summary(ConcurrentLinkedQueue<String> problems) {
    return "no Sentinel knows the master '%s': %s"
        .formatted(master, problems.stream().distinct().collect(Collectors.joining("; ")));
  }

  /** A Sentinel often has no password where its master has one. */
  private Future<RedisUrl> ask(RedisUrl url, Duration patience) {
    var sentinel = url.withDatabase(0);
    return Line.open(vertx, sentinel, patience, patience)
        .recover(refused ->
            url.password() == null
                ? Future.failedFuture(refused)
                : Line.open(vertx, sentinel.anonymous(), patience, patience))
        .compose(line ->
            line.send(Request.cmd(Command.SENTINEL).arg("GET-MASTER-ADDR-BY-NAME").arg(master))
                .compose(answer ->
                    answer == null
                        ? Future.failedFuture("the Sentinel at " + url.address() + " has none")
                        : Future.succeededFuture(place(url, answer)))
                .eventually(() -> {
                  line.close();
                  return Future.succeededFuture();
                }));
  }

  private static RedisUrl place(RedisUrl sentinel, Response answer) {
    return sentinel.at(answer.get(0).toString(), answer.get(1).toInteger());
  }
}
