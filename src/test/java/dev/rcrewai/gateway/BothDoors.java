package dev.rcrewai.gateway;

import dev.rcrewai.execution.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Sends a request through one door or the other, and keeps all of the answer. */
final class BothDoors {
  /** Headers of HTTP itself. */
  private static final Set<String> TRANSPORT = Set.of("content-length", "connection");

  private final ClusterFixture cluster;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  BothDoors(ClusterFixture cluster) {
    this.cluster = cluster;
  }

  /** An answer, whatever door it came from. */
  record Said(int status, Map<String, String> headers, String body) {
    /** Without what is another one for each execution, and without times. */
    Said masked() {
      var plain = new TreeMap<String, String>();
      headers.forEach((name, value) -> plain.put(name, masked(value)));
      return new Said(status, plain, masked(body));
    }

    private static String masked(String text) {
      return text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
          .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
          .replaceAll("\"duration\":[0-9.Ee-]+", "\"duration\":0");
    }
  }

  Said http(Ask ask) {
    try {
      var answer = client.send(ask.http(cluster.address()), BodyHandlers.ofString());
      var headers = new TreeMap<String, String>();
      answer
          .headers()
          .map()
          .forEach((name, values) -> {
            if (!TRANSPORT.contains(name.toLowerCase(Locale.ROOT))) {
              headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values));
            }
          });
      return new Said(answer.statusCode(), headers, answer.body());
    } catch (IOException e) {
      throw new AssertionError("no answer to " + ask, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  Said bus(Ask ask) {
    var options = new DeliveryOptions();
    ask.parameters().forEach(options::addHeader);
    ask.headers().forEach(each -> options.addHeader(each.getKey(), each.getValue()));
    var body = Buffer.buffer(ask.body());
    var bus = cluster.vertx().eventBus();
    var answer = Await.await(bus.<Buffer>request(ask.address(), body, options));
    var headers = new TreeMap<String, String>();
    answer.headers().forEach(each -> headers.put(each.getKey(), each.getValue()));
    int status = Integer.parseInt(headers.remove("status"));
    return new Said(status, headers, answer.body().toString());
  }
}
