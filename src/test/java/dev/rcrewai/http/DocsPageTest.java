package dev.rcrewai.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.rcrewai.build.BrowserPage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(BrowserPage.class)
class DocsPageTest {
  @RegisterExtension static final HttpFixture server = new HttpFixture();

  @Test
  void docs_inABrowser_listEveryOperationAndLoadNothingElse(Page page) {
    var requested = new ArrayList<String>();
    var complaints = new ArrayList<String>();
    page.onRequest(request -> requested.add(request.url()));
    page.onConsoleMessage(message -> complaints.add(message.text()));

    page.navigate("http://127.0.0.1:" + server.port() + "/docs");

    var ids = page.locator("section").evaluateAll("all => all.map(each => each.id)");
    assertThat(ids).isEqualTo(List.copyOf(new ContractCheck().operations().keySet()));
    assertThat(page.title()).contains("RCrewAI");
    assertThat(page.locator("#execute h2").textContent()).isEqualTo("POST /execute");
    assertThat(page.locator("#execute .permission").textContent()).contains("execute_crew");
    assertThat(requested).allMatch(url -> url.startsWith("http://127.0.0.1:" + server.port()));
    assertThat(complaints).noneMatch(text -> text.contains("Content Security Policy"));
  }
}
