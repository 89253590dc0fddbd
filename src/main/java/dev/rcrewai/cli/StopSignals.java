package dev.rcrewai.cli;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
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

  /** What the signals did before, which they do again once it is closed. */
  static final class Handled implements AutoCloseable {
    private final List<Previous> previous = new ArrayList<>();

    @Override
    public void close() {
      previous.forEach(one -> {
        try {
          one.restore();
        } catch (ReflectiveOperationException e) {
          LOG.warn("a signal keeps what it does now", e);
        }
      });
    }
  }

  private record Previous(String signal, Object handler) {
    void restore() throws ReflectiveOperationException {
      handle(signal, handler);
    }
  }

  /** Calls it, on a thread of the JVM's, at each of these signals from now on. */
  static Handled onStop(Runnable ask) {
    var handled = new Handled();
    try {
      for (var name : NAMES) {
        handled.previous.add(new Previous(name, handle(name, asking(ask))));
      }
    } catch (ReflectiveOperationException e) {
      // Where a JVM has no such thing, the shutdown hook stops the server all the same.
      LOG.warn("signals cannot be handled; the exit code will be the JVM's", e);
    }
    return handled;
  }

  /** By reflection: the one supported way to a signal is a class that javac warns of. */
  private static Object asking(Runnable ask) throws ReflectiveOperationException {
    return Proxy.newProxyInstance(
        StopSignals.class.getClassLoader(),
        new Class<?>[] {Class.forName("sun.misc.SignalHandler")},
        (self, method, arguments) ->
            switch (method.getName()) {
              case "handle" -> {
                ask.run();
                yield null;
              }
              default -> method.invoke(ask, arguments);
            });
  }

  /** Gives the signal this handler; what it had before comes back. */
  private static Object handle(String name, Object handler) throws ReflectiveOperationException {
    var signal = Class.forName("sun.misc.Signal");
    return signal
        .getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
        .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
  }
}
