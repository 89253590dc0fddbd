package dev.rcrewai.store.redis;

import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.Signal;
import dev.rcrewai.execution.SignalResult;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Listeners;
import dev.rcrewai.store.SignalJson;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;

/** Messages for whoever holds a lease. */
record Signals(Scripts scripts, Listeners listeners) {

  Future<SignalResult> leave(ExecutionId id, Signal signal) {
    return scripts
        .run(new Call(Script.SIGNAL).id(id).text(signal.key()).text(SignalJson.write(signal)))
        .map(answer -> {
          var word = answer.toString().replace('-', '_');
          return SignalResult.valueOf(word.toUpperCase(Locale.ROOT));
        })
        .onSuccess(result -> {
          if (result == SignalResult.STORED) {
            listeners.signalled(id);
          }
        });
  }

  Future<List<Signal>> read(ExecutionId id) {
    return scripts
        .run(new Call(Script.SIGNALS).id(id))
        .map(answer -> Scripts.texts(answer).map(SignalJson::read).toList());
  }

  Future<List<ExecutionId>> signalled(NodeId node) {
    return scripts
        .run(new Call(Script.SIGNALLED).node(node))
        .map(answer -> Scripts.texts(answer).map(ExecutionId::new).toList());
  }
}
