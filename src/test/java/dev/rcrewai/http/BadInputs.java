package dev.rcrewai.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests that no server should accept, as they go over the wire. */
final class BadInputs {
  /** One of them; the bytes are ISO 8859-1. */
  record Input(String name, String bytes) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<String> STARTS = List.of("/execute", "/v1/executions");
  private static final List<String> NO_TEXT = List.of("1", "true", "null", "[]", "{}", "[\"a\"]");
  private static final List<String> NO_OBJECT = List.of("1", "true", "null", "[]", "\"a\"", "[{}]");

  private static final Map<String, List<String>> UNFIT =
      Map.of(
          "crew_name", concat(NO_TEXT, List.of("\"\"", quoted("a".repeat(201)))),
          "inputs", NO_OBJECT,
          "request_id", concat(NO_TEXT, List.of(quoted("r".repeat(201)))),
          "timeout",
              List.of(
                  "0",
                  "-1",
                  "\"5\"",
                  "true",
                  "null",
                  "[]",
                  "{}",
                  "1e-400",
                  "-1e400",
                  "1e400",
                  "99999999",
                  "1e30"),
          "max_retries",
              List.of("-1", "11", "1.5", "\"1\"", "true", "null", "[]", "{}", "1e30", "1e400"));

  private static final Map<String, List<String>> UNFIT_OURS =
      Map.of(
          "metadata",
              concat(
                  NO_OBJECT,
                  List.of(
                      "{\"a\":1}",
                      "{\"a\":null}",
                      "{\"a\":{}}",
                      many("m%d", 51, "\"v\""),
                      "{\"a\":" + quoted("v".repeat(501)) + "}")),
          "webhook",
              concat(
                  NO_OBJECT,
                  List.of(
                      "{}",
                      "{\"url\":1}",
                      "{\"url\":\"\"}",
                      "{\"url\":" + quoted("https://a.example/" + "x".repeat(2048)) + "}",
                      "{\"url\":\"https://a.example/\",\"surplus\":1}",
                      "{\"url\":\"https://a.example/\",\"events\":[]}",
                      "{\"url\":\"https://a.example/\",\"events\":\"chat.failed\"}",
                      "{\"url\":\"https://a.example/\",\"events\":[\"chat.delta\"]}",
                      "{\"url\":\"https://a.example/\",\"events\":[\"execution.accepted\"]}")),
          "on_disconnect", concat(NO_TEXT, List.of("\"stop\"", "\"\"", "\"CANCEL\"")));

  private static final List<String> UNREADABLE =
      List.of(
          "",
          " ",
          "{",
          "}",
          "[",
          "]",
          "{]",
          "nul",
          "NaN",
          "Infinity",
          "undefined",
          "'a'",
          "{\"crew_name\"}",
          "{\"crew_name\":}",
          "{\"crew_name\":\"echo\"",
          "{\"crew_name\":\"echo}",
          "{\"crew_name\":\"echo\",}",
          "{,}",
          "{\"crew_name\" \"echo\"}",
          "{crew_name:\"echo\"}",
          "{'crew_name':'echo'}",
          "{\"crew_name\":\"echo\"}}",
          "{\"crew_name\":\"echo\"}{}",
          "{\"crew_name\":\"echo\"} trailing",
          "{\"crew_name\":\"ec\nho\"}",
          "{\"crew_name\":\"\\x41\"}",
          "{\"crew_name\":\"\\u12\"}",
          "{\"crew_name\":01}",
          "{\"crew_name\":1.}",
          "{\"crew_name\":+1}",
          "{\"crew_name\":0x10}",
          "{\"crew_name\":\"echo\"/* comment */}",
          "// comment\n{}",
          "{\"a\":1,\"a\"",
          "\u0000",
          "{\"crew_name\":\"echo\"\u0000}",
          "\u00ff\u00fe{\u0000}\u0000",
          "crew_name=echo",
          "<crew/>",
          "--- {crew_name: echo}",
          "null",
          "true",
          "1",
          "\"echo\"",
          "[]",
          "[{\"crew_name\":\"echo\"}]",
          "{}");

  private static final List<String> HOSTILE_INPUTS =
      List.of(
          "{\"topic\":\"a\",\"topic\":\"b\"}",
          "{\"topic\":\"a\\u0000b\"}",
          "{\"topic\":\"\\ud800\"}",
          "{\"topic\":\"\\udc00\\ud800\"}",
          "{\"topic\":\"\\ud800x\"}",
          "{\"\\ud800\":\"a\",\"topic\":\"a\"}",
          "{\"topic\":\"\u00ff\u00fe\"}",
          "{\"topic\":\"\u00c0\u00af\"}",
          "{\"topic\":\"\u00ed\u00a0\u0080\"}",
          "{\"topic\":\"\u00f8\u0088\u0080\u0080\u0080\"}",
          "{\"topic\":{}}",
          "{\"topic\":null}",
          "{\"topic\":[]}",
          "{\"topic\":1}",
          "{}",
          "{\"topic\":\"a\",\"surplus\":1}",
          "{\"topic\":\"a\",\"__proto__\":{}}",
          "{\"topic\":" + "1".repeat(5_000) + "}",
          "{\"topic\":1e999999999}",
          "{\"topic\":" + quoted("t".repeat(200_001)) + "}",
          "{\"topic\":" + "[".repeat(500) + "]".repeat(500) + "}",
          "{\"topic\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
          "{\"topic\":" + "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000) + "}",
          many("k%d", 50_000, "1"),
          many("k%d", 1_000_000, "1"));

  private static final List<String> BAD_QUERIES =
      List.of(
          "limit=0",
          "limit=-1",
          "limit=201",
          "limit=x",
          "limit=1.5",
          "limit=",
          "limit=null",
          "limit=99999999999999999999",
          "limit=1e400",
          "limit=[]",
          "limit=true",
          "limit=%00",
          "status=lost",
          "status=",
          "status=RUNNING",
          "status=1",
          "status=null",
          "created_from=yesterday",
          "created_from=2026-01-01",
          "created_from=1",
          "created_from=2026-01-01T00:00:00",
          "created_from=2026-13-01T00:00:00Z",
          "created_from=",
          "created_before=x",
          "created_before=%ff",
          "created_from=" + "9".repeat(41),
          "page_token=x",
          "page_token=!!!",
          "page_token=" + "A".repeat(501),
          "crew_name=" + "c".repeat(201),
          "request_id=" + "r".repeat(201));

  private static final List<String> BAD_EVENT_QUERIES =
      List.of(
          "limit=0",
          "limit=1001",
          "limit=x",
          "limit=-1",
          "after=-1",
          "after=x",
          "after=1.5",
          "after=99999999999999999999",
          "after=1e30",
          "page_token=x",
          "page_token=-1",
          "page_token=1.5",
          "page_token=1%202",
          "page_token=" + "1".repeat(19));

  private static final List<String> BAD_LAST_EVENT_IDS =
      List.of("x", "-1", "1.5", "1 2", "0x1", "1".repeat(19), "1".repeat(21), "null", "[1]", "+1");

  private static final List<String> BAD_IDS =
      List.of(
          "x",
          "1",
          "null",
          "%00",
          "%0d%0aX:1",
          "..%2f..",
          "%2e%2e",
          "a".repeat(101),
          "01890000-0000-7000-8000-00000000000g",
          "01890000-0000-7000-8000-0000000000001",
          "01890000-0000-7000-8000-000000000000%20",
          "01890000-0000-7000-8000-00000000000'",
          "1'%20or%20'1'='1",
          "{execution_id}",
          "*",
          "%ff",
          "%c0%af",
          "%ed%a0%80",
          "%F0%9F%98%80");

  private static final List<String> BAD_LINES =
      List.of(
          "GET /v1/crews HTTP/1.x",
          "GET /v1/crews JUNK",
          "GET",
          "G@T /v1/crews HTTP/1.1",
          "GET  HTTP/1.1",
          "\u0000\u0001\u0002",
          "GET /a b HTTP/1.1",
          "GET http://[ HTTP/1.1",
          "GET \\ HTTP/1.1",
          "GET /%zz HTTP/1.1");

  private static final List<String> BAD_HEADERS =
      List.of(
          "Content-Length: -1",
          "Content-Length: x",
          "Content-Length: 1, 2",
          "Content-Length:",
          "Content-Length: 99999999999999999999",
          "Content-Length: 2\r\nContent-Length: 3",
          "Content-Length: +2",
          "Content-Length: 0x2",
          "Content-Length: 99999999",
          "Transfer-Encoding: gzip",
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding : chunked",
          "X Y: 1",
          "X\u0000Y: 1",
          "X: a\u0000b",
          ": empty",
          "NoColon",
          "X: 1\r\n folded: 2",
          "X: a\rb",
          "X: \u007f");

  private final String token;
  private final String ended;
  private final List<Input> all = new ArrayList<>();

  private BadInputs(String token, String ended) {
    this.token = token;
    this.ended = "/v1/executions/" + ended;
  }

  /**
   * All of them.
   *
   * @param ended the id of an execution of the token's owner
   */
  static List<Input> all(String token, String ended) {
    var inputs = new BadInputs(token, ended);
    inputs.bodies();
    inputs.mediaTypes();
    inputs.queries();
    inputs.heads();
    return inputs.all;
  }

  /** Requests whose body has no end that can be found. */
  static List<Input> brokenOff(String token) {
    var inputs = new BadInputs(token, "");
    inputs.chunks();
    return inputs.all;
  }

  private void bodies() {
    for (var path : STARTS) {
      UNREADABLE.forEach(body -> post(path, body));
      UNFIT.forEach(
          (field, values) -> values.forEach(value -> post(path, withField(field, value))));
      HOSTILE_INPUTS.forEach(inputs -> post(path, withField("inputs", inputs)));
      for (var surplus : List.of("crew", "input", "webhook", "__proto__", "crew_Name", "")) {
        post(path, withField(surplus, "1"));
      }
    }
    UNFIT_OURS.forEach((field, values) ->
        values.forEach(value -> {
          post("/v1/executions", withField(field, value));
          post("/execute", withField(field, value));
        }));
    for (var body : List.of("{", "[]", "1", "{\"reason\":1}", "{\"x\":1}", "{\"reason\":null}")) {
      post(ended + "/cancel", body);
    }
    post(ended + "/cancel", "{\"reason\":" + quoted("r".repeat(501)) + "}");
    post(ended + "/cancel", "{\"reason\":\"\\ud800\"}");
  }

  private void mediaTypes() {
    for (var type :
        List.of(
            "",
            "text/plain",
            "application/xml",
            "application/jsonx",
            "json",
            "*/*",
            ";",
            "/",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/octet-stream",
            "application/problem+json")) {
      for (var path : STARTS) {
        add("media type " + type, "POST", path, "Content-Type: " + type + "\r\n", "{}");
      }
    }
    for (var path : STARTS) {
      add("no media type", "POST", path, "", HttpFixture.run("echo", "tea"));
      add("no body", "POST", path, "Content-Type: application/json\r\n", "");
    }
  }

  private void queries() {
    BAD_QUERIES.forEach(query -> get("/v1/executions?" + query, ""));
    BAD_EVENT_QUERIES.forEach(query -> get(ended + "/events?" + query, ""));
    BAD_LAST_EVENT_IDS.forEach(
        id -> get(ended + "/events", "Accept: text/event-stream\r\nLast-Event-ID: " + id + "\r\n"));
    for (var id : BAD_IDS) {
      get("/v1/executions/" + id, "");
      get("/v1/executions/" + id + "/events", "");
      post("/v1/executions/" + id + "/cancel", "{}");
      post("/v1/executions/" + id + "/retry", "{}");
      get("/v1/crews/" + id, "");
    }
    add("long key", "POST", "/execute", idempotencyKey("k".repeat(256)), "{}");
    add("empty key", "POST", "/execute", idempotencyKey(""), HttpFixture.run("echo", "tea"));
    get("/v1/crews?" + "q".repeat(8_000), "");
    get("/" + "p".repeat(70_000), "");
    get("/v1/crews", "X-Large: " + "h".repeat(64 * 1024) + "\r\n");
    get("/v1/crews", "X-Many: 1\r\n".repeat(4_000));
  }

  /** Requests whose head is no HTTP/1.1. */
  private void heads() {
    for (var line : BAD_LINES) {
      raw("line " + line, line + "\r\n" + tail("") + "\r\n");
    }
    for (var header : BAD_HEADERS) {
      withHeader(header);
    }
  }

  private void withHeader(String header) {
    raw(
        "header " + header,
        "POST /execute HTTP/1.1\r\nContent-Type: application/json\r\n"
            + header
            + "\r\n"
            + tail("")
            + "\r\n{}");
  }

  private void chunks() {
    for (var header :
        List.of(
            "Transfer-Encoding: chunked, gzip",
            "Transfer-Encoding: chunked\r\nContent-Length: 2",
            "Content-Length: 2\r\nTransfer-Encoding: chunked",
            "Content-Length: 3")) {
      withHeader(header);
    }
    for (var chunk :
        List.of(
            "z\r\n{}\r\n0\r\n\r\n",
            "-1\r\n{}\r\n0\r\n\r\n",
            "\r\n\r\n",
            "2\r\n{}x\r\n0\r\n\r\n",
            "fffffffff\r\n{}",
            "100000\r\n" + "x".repeat(0x100000) + "\r\n100000\r\n" + "x",
            "2;" + "e".repeat(70_000) + "\r\n{}\r\n0\r\n\r\n",
            "2 2\r\n{}\r\n0\r\n\r\n",
            "2\r\n{}\r\n0\r\nX: " + "t".repeat(70_000) + "\r\n\r\n",
            "1\r\nx\r\n".repeat(400_000))) {
      raw(
          "chunk " + chunk,
          "POST /execute HTTP/1.1\r\nContent-Type: application/json\r\n"
              + "Transfer-Encoding: chunked\r\n"
              + tail("")
              + "\r\n"
              + chunk);
    }
  }

  private void get(String path, String headers) {
    raw("GET " + path + " " + headers, "GET " + path + " HTTP/1.1\r\n" + tail(headers) + "\r\n");
  }

  private void post(String path, String body) {
    add("body " + body, "POST", path, "Content-Type: application/json\r\n", body);
  }

  private void add(String name, String method, String path, String headers, String body) {
    var length = "Content-Length: " + body.getBytes(StandardCharsets.ISO_8859_1).length + "\r\n";
    raw(
        method + " " + path + " " + name,
        method + " " + path + " HTTP/1.1\r\n" + tail(headers + length) + "\r\n" + body);
  }

  private String tail(String headers) {
    return "Host: localhost\r\nConnection: close\r\nAuthorization: Bearer "
        + token
        + "\r\n"
        + headers;
  }

  private void raw(String name, String bytes) {
    var shown = name.length() > 100 ? name.substring(0, 100) + "... " + name.length() : name;
    all.add(new Input(shown, bytes));
  }

  private static String idempotencyKey(String key) {
    return "Content-Type: application/json\r\nIdempotency-Key: " + key + "\r\n";
  }

  private static String withField(String field, String value) {
    if (field.equals("crew_name")) {
      return "{\"crew_name\":" + value + "}";
    }
    var inputs = field.equals("inputs") ? "" : ",\"inputs\":{\"topic\":\"a\"}";
    return "{\"crew_name\":\"echo\",\"" + field + "\":" + value + inputs + "}";
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static String many(String name, int count, String value) {
    var object = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      object.append(i == 0 ? "\"" : ",\"").append(name.formatted(i)).append("\":").append(value);
    }
    return object.append('}').toString();
  }

  private static List<String> concat(List<String> some, List<String> more) {
    var all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
