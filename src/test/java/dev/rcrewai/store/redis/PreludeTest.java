package dev.rcrewai.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a script gets of the common words. */
class PreludeTest {
  private static final Prelude PRELUDE =
      Prelude.of(
          """
          -- says what follows, and that unused is not
          local call, other = redis.call, 1
          local function key(id) return 'key:' .. id end
          local function unused(id) return key(id) end

          -- twice
          local function read(id)
            return call('GET', key(id))
          end
          """);

  @Test
  void script_getsWhatItUses_andWhatThatUses_inTheirOrder() {
    assertThat(PRELUDE.before("return read('a') -- not unused"))
        .containsSubsequence("local call, other =", "local function key", "local function read")
        .doesNotContain("unused")
        .doesNotContain("--");
  }

  @Test
  void script_thatUsesNothing_getsNothing() {
    assertThat(PRELUDE.before("return 1")).isEmpty();
  }

  @Test
  void accept_bringsNothingOfMemories_butItsLists() {
    assertThat(Script.ACCEPT.text())
        .contains("local function enlist", "local function write_lists")
        .doesNotContain("memory_key");
  }
}
