package dev.rcrewai.cli;

import dev.rcrewai.Stores;
import dev.rcrewai.execution.ExecutionFilter;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.execution.Signal;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Summary;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rcrewai erase}: everything that the store keeps of one caller. */
@Command(
    name = "erase",
    description = {
      "Delete the executions of one caller from the store, with journals and keys,",
      "and what crews remember for that caller.",
      "Those that have not ended are asked to end; run it again when they have.",
      "The embedded store has one user at a time: stop its server first."
    })
final class EraseCommand implements Callable<Integer> {
  private static final int AT_ONCE = 200;
  private static final long SECONDS_MAX = 60;
  private static final List<Status> OPEN = List.of(Status.QUEUED, Status.RUNNING, Status.WAITING);

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(paramLabel = "CALLER", description = "The user_id of the caller's tokens.")
  private String caller = "";

  @Override
  public Integer call() throws Exception {
    var vertx = Vertx.vertx();
    try {
      var store = Stores.of(vertx, Home.settings().load().store(), Clock.systemUTC(), _ -> {});
      await(store.open());
      try {
        return erase(store);
      } finally {
        await(store.close());
      }
    } finally {
      await(vertx.close());
    }
  }

  private int erase(ExecutionStore store) throws Exception {
    int open = 0;
    for (var status : OPEN) {
      for (var summary : all(store, status)) {
        await(
            store.signal(
                summary.id(), new Signal.Cancel(caller, "erased", Clock.systemUTC().instant())));
        open++;
      }
    }
    int erased = 0;
    int some;
    do {
      some = await(store.erase(caller, AT_ONCE));
      erased += some;
    } while (some == AT_ONCE);
    int forgotten = 0;
    do {
      some = await(store.memories().erase(caller, null, AT_ONCE));
      forgotten += some;
    } while (some == AT_ONCE);
    var out = spec.commandLine().getOut();
    out.println(erased + " executions of " + caller + " are erased");
    out.println(forgotten + " memories of crews about " + caller + " are erased");
    if (open > 0) {
      out.println(open + " have not ended and were asked to; run this again when they have");
    }
    return open == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private List<Summary> all(ExecutionStore store, Status status) throws Exception {
    var found = new ArrayList<Summary>();
    String token = null;
    do {
      var filter = new ExecutionFilter(caller, null, status, null, null, null, AT_ONCE, token);
      var page = await(store.list(filter));
      found.addAll(page.executions());
      token = page.nextPageToken();
    } while (token != null);
    return found;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(SECONDS_MAX, TimeUnit.SECONDS);
  }
}
