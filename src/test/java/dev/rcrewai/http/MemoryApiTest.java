package dev.rcrewai.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What callers see and erase of what crews remember for them. */
class MemoryApiTest {
  @RegisterExtension static final HttpFixture server = new HttpFixture();

  private static Answer as(String user, String permission, String path) {
    return server.send(
        server.to(path).header("Authorization", "Bearer " + server.token(user, permission)));
  }

  private static Answer erase(String user, String permission, String path) {
    var token = "Bearer " + server.token(user, permission);
    return server.send(server.to(path).header("Authorization", token).DELETE());
  }

  private static List<String> texts(Answer answer) {
    var texts = new ArrayList<String>();
    for (JsonNode memory : answer.status(200).json().path("memories")) {
      texts.add(memory.path("text").asText());
    }
    return texts;
  }

  @Test
  void memory_isTheCallersOwn_byKind_newestFirst() {
    server.finish("una", "memo", "Oslo");
    var second = server.finish("una", "memo", "Bergen");
    server.finish("udo", "memo", "Rome");

    var answer = server.get("una", "/v1/memory").status(200);

    assertThat(answer.text("caller")).isEqualTo("una");
    assertThat(answer.json().path("counts").toString())
        .isEqualTo(
            "[{\"crew_name\":\"memo\",\"kind\":\"short_term\",\"count\":2},"
                + "{\"crew_name\":\"memo\",\"kind\":\"long_term\",\"count\":2},"
                + "{\"crew_name\":\"memo\",\"kind\":\"entity\",\"count\":2}]");
    assertThat(texts(answer)).hasSize(6).noneMatch(text -> text.contains("Rome"));
    var newest = answer.json().path("memories").path(0);
    assertThat(newest.path("text").asText()).contains("Bergen");
    assertThat(newest.path("execution_id").asText()).isEqualTo(second);
  }

  @Test
  void memory_pageByPage_isAllOfIt() {
    server.finish("pam", "memo", "Oslo");
    server.finish("pam", "memo", "Rome");
    var whole = texts(server.get("pam", "/v1/memory"));

    var paged = new ArrayList<String>();
    String token = "";
    do {
      var page =
          server.get("pam", "/v1/memory?limit=2" + (token.isEmpty() ? "" : "&page_token=" + token));
      paged.addAll(texts(page));
      token = page.json().path("next_page_token").asText("");
    } while (!token.isEmpty() && !token.equals("null"));

    assertThat(paged).isEqualTo(whole);
  }

  @Test
  void erase_forgetsForGood_andNobodyElses() {
    server.finish("eva", "memo", "Oslo");
    server.finish("ewa", "memo", "Oslo");

    var erased = erase("eva", "execute_crew", "/v1/memory").status(200);

    assertThat(erased.json().path("erased").asInt()).isEqualTo(3);
    assertThat(texts(server.get("eva", "/v1/memory"))).isEmpty();
    assertThat(texts(server.get("ewa", "/v1/memory"))).hasSize(3);
    var next = server.finish("eva", "memo", "Oslo");
    assertThat(server.get("eva", "/v1/executions/" + next + "/events").body())
        .contains("\"kind\":\"memory\",\"passages\":[]");
  }

  @Test
  void erase_ofOneCrew_leavesTheOthers() {
    server.finish("kai", "memo", "Oslo");

    var none = erase("kai", "execute_crew", "/v1/memory?crew_name=echo").status(200);

    assertThat(none.json().path("erased").asInt()).isZero();
    assertThat(texts(server.get("kai", "/v1/memory?crew_name=memo"))).hasSize(3);
    assertThat(texts(server.get("kai", "/v1/memory?crew_name=echo"))).isEmpty();
  }

  @Test
  void otherCallersMemory_isForWhoManagesMemory() {
    server.finish("ole", "memo", "Oslo");

    as("pia", "execute_crew", "/v1/memory?caller=ole").problem(403, "forbidden");
    erase("pia", "execute_crew", "/v1/memory?caller=ole").problem(403, "forbidden");
    as("pia", "view_all_executions", "/v1/memory").problem(403, "forbidden");
    assertThat(texts(as("boss", "manage_memory", "/v1/memory?caller=ole"))).hasSize(3);
    erase("boss", "manage_memory", "/v1/memory?caller=ole").status(200);
    assertThat(texts(server.get("ole", "/v1/memory"))).isEmpty();
  }

  @Test
  void pageToken_ofNoList_isRefused() {
    server.get("ann", "/v1/memory?page_token=here").problem(400, "invalid_request");
  }
}
