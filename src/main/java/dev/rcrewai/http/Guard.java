package dev.rcrewai.http;

import dev.rcrewai.operation.Gate;
import dev.rcrewai.operation.Problems;
import dev.rcrewai.operation.Reply;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/**
 * Lets nothing to the operation's gate that is not exactly its path: the router is more lenient.
 */
final class Guard implements Handler<RoutingContext> {
  private final Pattern path;
  private final Gate gate;
  private final EventStreams streams;

  /**
   * @param template the operation's path in the document
   */
  Guard(String template, Gate gate, EventStreams streams) {
    this.path = Pattern.compile(template.replaceAll("\\{[^}]+}", "[^/]+"));
    this.gate = gate;
    this.streams = streams;
  }

  @Override
  public void handle(RoutingContext context) {
    var request = new WebRequest(context, streams);
    if (path.matcher(context.request().path()).matches()) {
      gate.pass(request);
    } else {
      request.send(Reply.of(Problems.NO_SUCH_PATH));
    }
  }
}
