package dev.rcrewai.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and Ctrl-C as a request to stop, after which the process ends with the exit code that it
 * chooses itself. A JVM that is left to them ends with 143 however well it stopped, which container
 * runtimes show as a failure.
 */
final class StopSignals {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
  private static final List<String> NAMES = List.of("TERM", "INT");

  private StopSignals() {}

  /** Calls it, on a thread of the JVM's, at each of these signals from now on. */
  static void onStop(Runnable ask) {
    try {
      for (var name : NAMES) {
        handle(name, ask);
      }
    } catch (ReflectiveOperationException e) {
      // Where a JVM has no such thing, the shutdown hook stops the server all the same.
      LOG.warn("signals cannot be handled; the exit code will be the JVM's", e);
    }
  }

  /** By reflection: the one supported way to a signal is a class that javac warns of. */
  private static void handle(String name, Runnable ask) throws ReflectiveOperationException {
    var signal = Class.forName("sun.misc.Signal");
    var handler = Class.forName("sun.misc.SignalHandler");
    var asking =
        Proxy.newProxyInstance(
            StopSignals.class.getClassLoader(),
            new Class<?>[] {handler},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "handle" -> {
                    ask.run();
                    yield null;
                  }
                  default -> method.invoke(ask, arguments);
                });
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), asking);
  }
}
