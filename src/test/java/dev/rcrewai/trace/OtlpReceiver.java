package dev.rcrewai.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/** A collector that takes OTLP over HTTP as the official protobuf has it, and keeps every span. */
public final class OtlpReceiver implements AutoCloseable {
  private final List<Received> spans = new CopyOnWriteArrayList<>();
  private final List<Map<String, String>> headers = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final HttpServer server;
  private final CountDownLatch held = new CountDownLatch(1);
  private volatile int status = 200;
  private volatile boolean holds;

  /** A span, and the attributes of the process that sent it. */
  public record Received(Span span, Map<String, String> resource) {
    public String name() {
      return span.getName();
    }

    public String traceId() {
      return HexFormat.of().formatHex(span.getTraceId().toByteArray());
    }

    public String id() {
      return HexFormat.of().formatHex(span.getSpanId().toByteArray());
    }

    /** Empty where it has none. */
    public String parent() {
      return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
    }

    public Map<String, String> attributes() {
      return texts(span.getAttributesList());
    }

    public String attribute(String name) {
      return attributes().getOrDefault(name, "");
    }

    public boolean isError() {
      return span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR;
    }

    public List<String> events() {
      return span.getEventsList().stream().map(Span.Event::getName).toList();
    }
  }

  public OtlpReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::take);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /** As {@code OTEL_EXPORTER_OTLP_ENDPOINT} has it. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What it answers from now on. */
  public void answers(int other) {
    status = other;
  }

  /** Answers nobody from now on, until it goes on. */
  public void hold() {
    holds = true;
  }

  public void goOn() {
    holds = false;
    held.countDown();
  }

  /** Every span so far. */
  public List<Received> spans() {
    return List.copyOf(spans);
  }

  /** Those of one trace. */
  public List<Received> trace(String traceId) {
    return spans.stream().filter(one -> one.traceId().equals(traceId)).toList();
  }

  /** The headers of every request so far. */
  public List<Map<String, String>> headers() {
    return List.copyOf(headers);
  }

  public int requests() {
    return connections.get();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      connections.incrementAndGet();
      var sent = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, all) -> sent.put(name, all.getFirst()));
      headers.add(sent);
      if (holds) {
        held.await(1, TimeUnit.MINUTES);
      }
      boolean packed = "gzip".equals(sent.get("Content-Encoding"));
      var raw = exchange.getRequestBody();
      var body = (packed ? new GZIPInputStream(raw) : raw).readAllBytes();
      if (status == 200 && exchange.getRequestURI().getPath().equals("/v1/traces")) {
        keep(ExportTraceServiceRequest.parseFrom(body));
      }
      var answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep(ExportTraceServiceRequest request) {
    for (var process : request.getResourceSpansList()) {
      var resource = texts(process.getResource().getAttributesList());
      for (var scope : process.getScopeSpansList()) {
        scope.getSpansList().forEach(span -> spans.add(new Received(span, resource)));
      }
    }
  }

  private static Map<String, String> texts(List<KeyValue> attributes) {
    var texts = new TreeMap<String, String>();
    attributes.forEach(one -> texts.put(one.getKey(), text(one.getValue())));
    return texts;
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream().map(OtlpReceiver::text).toList() + "";
      default -> value.getStringValue();
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
