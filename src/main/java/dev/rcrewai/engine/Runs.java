package dev.rcrewai.engine;

import dev.rcrewai.execution.NodeId;
import dev.rcrewai.step.ChatWait;
import dev.rcrewai.step.ExecutionId;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The runs of one CrewVerticle instance. Lives on its context. */
final class Runs {
  private static final int EARLY_SIGNALS_KEPT = 1_024;

  private final Set<Run> here = new LinkedHashSet<>();

  /** The latest of each execution; one that is parked may be back before it has been left. */
  private final Map<ExecutionId, Run> latest = new HashMap<>();

  private final Set<ExecutionId> signalledEarly =
      Collections.newSetFromMap(new Newest<>(EARLY_SIGNALS_KEPT));

  /** Keeps it and lets it begin. */
  void begin(Run run) {
    here.add(run);
    latest.put(run.lease().execution(), run);
    run.begin();
    if (signalledEarly.remove(run.lease().execution())) {
      run.signalled();
    }
  }

  /** Whether it was here. */
  boolean remove(Run run) {
    latest.remove(run.lease().execution(), run);
    return here.remove(run);
  }

  /** All of them, as they are now. */
  List<Run> all() {
    return List.copyOf(here);
  }

  /** A signal may overtake the lease; it is kept until the run is here, or pushed out by others. */
  void signalled(ExecutionId id) {
    var run = latest.get(id);
    if (run != null) {
      run.signalled();
    } else {
      signalledEarly.add(id);
    }
  }

  /** A chat of one of them, or of none, waits or goes on. */
  void waits(ChatWait wait) {
    var run = latest.get(wait.execution());
    if (run != null) {
      run.waits(wait);
    }
  }

  /**
   * Starts nothing more in any of them.
   *
   * @param suspects those too; one that is moved on before its step would never be cleared
   */
  void handOver(boolean suspects) {
    forEach(run -> suspects || !run.isSuspect(), Run::handOver);
  }

  /** Drops those whose lease was taken under that name. */
  void lost(NodeId name) {
    forEach(run -> run.lease().node().equals(name), Run::lost);
  }

  private void forEach(Predicate<Run> which, Consumer<Run> action) {
    all().stream().filter(which).forEach(action);
  }
}
