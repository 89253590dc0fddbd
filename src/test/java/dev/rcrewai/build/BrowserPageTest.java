package dev.rcrewai.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrowserPage.class)
class BrowserPageTest {
  @Test
  void page_rendersMarkupAndRunsScripts(Page page) {
    page.setContent("<h1 id=title>before</h1><script>title.textContent = 'after'</script>");

    assertThat(page.textContent("h1")).isEqualTo("after");
  }
}
