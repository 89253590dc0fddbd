package dev.rcrewai.gateway;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One request that goes through either door.
 *
 * @param address on the event bus
 * @param parameters what HTTP has in its path and query
 * @param headers in pairs of name and value
 * @param body empty for none
 */
record Ask(
    String name,
    String address,
    Map<String, String> parameters,
    List<Map.Entry<String, String>> headers,
    String body) {
  private static final Map<String, String> HTTP =
      Map.ofEntries(
          entry("rcrewai.executions.run", "POST /execute"),
          entry("rcrewai.executions.start", "POST /v1/executions"),
          entry("rcrewai.executions.get", "GET /v1/executions/{execution_id}"),
          entry("rcrewai.executions.list", "GET /v1/executions"),
          entry("rcrewai.executions.events", "GET /v1/executions/{execution_id}/events"),
          entry("rcrewai.executions.cancel", "POST /v1/executions/{execution_id}/cancel"),
          entry("rcrewai.executions.input", "POST /v1/executions/{execution_id}/input"),
          entry("rcrewai.executions.retry", "POST /v1/executions/{execution_id}/retry"),
          entry(
              "rcrewai.executions.redeliver",
              "POST /v1/executions/{execution_id}/webhook/redeliver"),
          entry("rcrewai.batches.start", "POST /v1/executions/batch"),
          entry("rcrewai.batches.get", "GET /v1/batches/{batch_id}"),
          entry("rcrewai.batches.cancel", "POST /v1/batches/{batch_id}/cancel"),
          entry("rcrewai.memory.get", "GET /v1/memory"),
          entry("rcrewai.memory.erase", "DELETE /v1/memory"),
          entry("rcrewai.crews.list", "GET /v1/crews"),
          entry("rcrewai.crews.get", "GET /v1/crews/{crew_name}"));

  static Ask of(String name, String address) {
    return new Ask(name, "rcrewai." + address, Map.of(), List.of(), "");
  }

  Ask with(String... parameter) {
    var all = new TreeMap<>(parameters);
    for (int i = 0; i < parameter.length; i += 2) {
      all.put(parameter[i], parameter[i + 1]);
    }
    return new Ask(name, address, all, headers, body);
  }

  Ask header(String header, String value) {
    var all = new ArrayList<>(headers);
    all.add(Map.entry(header, value));
    return new Ask(name, address, parameters, all, body);
  }

  Ask as(String token) {
    return header("Authorization", "Bearer " + token);
  }

  Ask body(String text) {
    return new Ask(name, address, parameters, headers, text);
  }

  HttpRequest http(URI server) {
    var line = requireNonNull(HTTP.get(address)).split(" ", 2);
    var path = line[1];
    var query = new TreeMap<>(parameters);
    for (var parameter : parameters.keySet()) {
      if (path.contains("{" + parameter + "}")) {
        path =
            path.replace("{" + parameter + "}", encoded(requireNonNull(query.remove(parameter))));
      }
    }
    if (!query.isEmpty()) {
      path +=
          query.entrySet().stream()
              .map(each -> each.getKey() + "=" + encoded(each.getValue()))
              .collect(Collectors.joining("&", "?", ""));
    }
    var request = HttpRequest.newBuilder(server.resolve(path)).timeout(Duration.ofSeconds(60));
    headers.forEach(each -> request.header(each.getKey(), each.getValue()));
    if (!body.isEmpty() && headers.stream().noneMatch(each -> isContentType(each.getKey()))) {
      request.header("Content-Type", "application/json");
    }
    return request
        .method(line[0], body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
        .build();
  }

  private static boolean isContentType(String header) {
    return header.equalsIgnoreCase("Content-Type");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return name;
  }
}
