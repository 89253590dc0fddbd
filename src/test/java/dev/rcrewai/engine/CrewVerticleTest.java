package dev.rcrewai.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.KeptKeys;
import dev.rcrewai.config.Secret;
import dev.rcrewai.execution.CallerKeys;
import dev.rcrewai.execution.Dispatcher;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.ExecutionAddresses;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.Membership;
import dev.rcrewai.execution.PinnedCrews;
import dev.rcrewai.execution.RunLease;
import dev.rcrewai.execution.Watchers;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.store.sqlite.SqliteExecutionStore;
import dev.rcrewai.telemetry.PrometheusMetrics;
import dev.rcrewai.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrewVerticleTest {
  private static final ExecutionId ID = new ExecutionId("01234567-89ab-7def-8123-456789abcdef");
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  @TempDir private Path data;

  private final Vertx vertx = Vertx.vertx();
  private final PrometheusMetrics metrics = new PrometheusMetrics(false);

  @AfterEach
  void close() throws Exception {
    metrics.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void journal_thatANewerServerWroteTo_isNotRun() throws Exception {
    var bus = LocalBus.on(vertx);
    var store = new SqliteExecutionStore(vertx, data, Clock.systemUTC(), _ -> {});
    var membership = new Membership(vertx, store, Duration.ofSeconds(15), System::nanoTime);
    var kept = new KeptKeys(new Secret(""));
    var keys = new CallerKeys(kept);
    var dispatcher = new Dispatcher(vertx, bus, store, membership, keys, 1);
    var chats = new ConcurrentLinkedQueue<ChatCall>();
    bus.answer(
        StepAddresses.CHAT,
        call -> {
          chats.add(call);
          return Future.failedFuture("nothing may be asked");
        });
    var services =
        new RunServices(
            bus,
            store,
            new PinnedCrews(store),
            new Watchers(),
            dispatcher,
            keys,
            kept,
            metrics.metrics(),
            Tracing.OFF,
            Clock.systemUTC(),
            16);
    store.open().await(10, TimeUnit.SECONDS);
    vertx.deployVerticle(new CrewVerticle(services)).await(10, TimeUnit.SECONDS);
    int before = dispatcher.running();

    var lease = new RunLease(new Lease(ID, dispatcher.node(), 1), newerJournal());
    bus.request(ExecutionAddresses.RUN, lease, Duration.ofSeconds(5)).await(10, TimeUnit.SECONDS);

    assertThat(dispatcher.running()).isEqualTo(before - 1);
    assertThat(chats).isEmpty();
    store.close().await(10, TimeUnit.SECONDS);
  }

  private static List<Event> newerJournal() {
    var accepted =
        new EventData.ExecutionAccepted(
            ID,
            "crew",
            "hash",
            Map.of(),
            "ann",
            null,
            Duration.ofSeconds(60),
            NOW.plusSeconds(60),
            null,
            Map.of(),
            null,
            List.of(),
            Map.of(),
            null,
            1);
    var newer = new EventData.Unrecognized("moon.rose", Json.MAPPER.createObjectNode());
    return List.of(new Event(1, NOW, accepted), new Event(2, NOW, newer));
  }
}
