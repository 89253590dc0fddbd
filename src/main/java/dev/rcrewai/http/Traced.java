package dev.rcrewai.http;

import dev.rcrewai.step.TraceContext;
import dev.rcrewai.trace.Tracing;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;

/** Makes each request a span, which what it causes is part of. */
record Traced(Tracing tracing, String path) implements PlatformHandler {
  private static final String KEY = Traced.class.getName();

  @Override
  public void handle(RoutingContext context) {
    var request = context.request();
    var caller = caller(context);
    var span =
        tracing.request(caller, request.method().name(), path, request.scheme(), request.path());
    context.put(KEY, span.context());
    context.addEndHandler(end -> {
      if (end.succeeded()) {
        Tracing.answered(span, context.response().getStatusCode());
      } else {
        span.end(); // the caller has gone: it had no answer
      }
    });
    context.next();
  }

  /** What the request is part of: its span, or the caller's where it has none. */
  static TraceContext of(RoutingContext context) {
    TraceContext own = context.get(KEY);
    return own == null ? caller(context) : own;
  }

  private static TraceContext caller(RoutingContext context) {
    var headers = context.request().headers();
    return TraceContext.of(headers.getAll("traceparent"), headers.getAll("tracestate"));
  }
}
