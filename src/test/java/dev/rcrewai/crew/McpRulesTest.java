package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MCP servers that a crew names, and what it may not say of them. */
class McpRulesTest {
  private static final String CREW =
      """
      mcp:
      MCP
      agents:
        clerk:
          role: Clerk
          goal: Help
          AGENT
      tasks:
        help: {description: Help, expected_output: Words, agent: clerk}
      """;

  @TempDir Path directory;
  private CrewFiles files;

  @BeforeEach
  void files() {
    files = new CrewFiles(directory);
  }

  @Test
  void mcp_aServer_isPartOfTheCrew_andItsToolsAreNamedInSmallLetters() {
    var crew =
        crew(
            """
              tickets:
                url: https://mcp.example:8443/mcp?team=a
                headers: {Authorization: 'Bearer ${token}', X-Team: a}
                tools: [searchTickets, close.ticket]
                read_only: [searchTickets]
                timeout: 2.5
            """,
            "tools: [tickets__searchtickets, tickets__close_ticket, file_reader]");

    assertThat(crew.mcp())
        .containsExactly(
            new CrewServer(
                "tickets",
                URI.create("https://mcp.example:8443/mcp?team=a"),
                Map.of("Authorization", "Bearer ${token}", "X-Team", "a"),
                Map.of(
                    "tickets__searchtickets",
                    "searchTickets",
                    "tickets__close_ticket",
                    "close.ticket"),
                Set.of("searchTickets"),
                Duration.ofMillis(2_500)));
  }

  @Test
  void mcp_withoutTheRest_hasDefaults() {
    var server = crew("  a: {url: 'http://a.test', tools: [x]}", "tools: [a__x]").mcp().getFirst();

    assertThat(server.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(server.headers()).isEmpty();
    assertThat(server.readOnly()).isEmpty();
  }

  @Test
  void mcp_mistakes_areNamedByTheirPlaces() {
    assertThat(
            problems(
                """
                  own: {url: 'https://user:pw@a.test/mcp', tools: [a, A], read_only: [b]}
                  desk: {url: 'https://a.test', tools: [a]}
                  run: {command: [sh, -c, id], tools: [a]}
                  sent: {url: 'https://evil.test', tools: [a], headers: {X: 'k ${shop_password}'}}
                  odd: {url: 'ftp://a.test', tools: []}
                """,
                "tools: [own__b, sent__a]"))
        .containsExactly(
            "crew.yaml:2:14: a url begins with http:// or https:// and has a host, no user and no"
                + " #",
            "crew.yaml:2:55: 'a' and 'A' would both be own__a",
            "crew.yaml:2:71: read_only names 'b', which is not among tools",
            "crew.yaml:3:3: this server has an MCP server 'desk' of its own; choose another name",
            "crew.yaml:4:3: url is missing in 'run'",
            "crew.yaml:4:9: a command may only stand in a file of TOOLS_DIR, which whoever runs"
                + " this server writes; give the url of a server",
            "crew.yaml:5:61: no secret 'shop_password' may be sent there; whoever runs this server"
                + " adds it to TOOL_SECRETS and TOOL_CREW_SECRETS",
            "crew.yaml:6:14: a url begins with http:// or https:// and has a host, no user and no"
                + " #",
            "crew.yaml:6:30: tools is an empty list; expected a list of 1 to 100 items, each text,"
                + " none twice",
            "crew.yaml:11:13: unknown tool 'own__b'; did you mean 'own__a'?");
  }

  @Test
  void mcps_asCrewAiWritesThem_areToolsOfTheAgent() {
    var crew =
        crew(
            "  x: {url: 'https://x.test', tools: [y]}",
            "mcps: ['https://mcp.exa.test/mcp?k=v#Web_Search',"
                + " 'https://mcp.exa.test/mcp?k=v#crawl']");

    assertThat(crew.agent("clerk").tools())
        .containsExactly("mcp-exa-test-mcp__web_search", "mcp-exa-test-mcp__crawl");
    assertThat(crew.mcp()).hasSize(2);
    assertThat(crew.mcp().getLast())
        .isEqualTo(
            new CrewServer(
                "mcp-exa-test-mcp",
                URI.create("https://mcp.exa.test/mcp?k=v"),
                Map.of(),
                Map.of(
                    "mcp-exa-test-mcp__web_search",
                    "Web_Search",
                    "mcp-exa-test-mcp__crawl",
                    "crawl"),
                Set.of(),
                Duration.ofSeconds(30)));
  }

  @Test
  void mcps_thatAllowTooMuchOrMeanNothingHere_sayWhatToWrite() {
    assertThat(
            problems(
                "  x: {url: 'https://x.test', tools: [y]}",
                "mcps: ['https://a.test/mcp', snowflake, {url: 'https://b.test'}, {command: npx},"
                    + " 'https://c.test/a#x', 'https://c.test/a?b#x']"))
        .containsExactly(
            "crew.yaml:7:12: this allows whatever tools the server has or will have; name one as"
                + " 'https://a.test/mcp#TOOL', or list them under mcp of the crew",
            "crew.yaml:7:34: 'snowflake' is in a catalogue of CrewAI's, which is not here; declare"
                + " the server under mcp of the crew, with its url and tools",
            "crew.yaml:7:45: an agent has no servers of its own; declare the server under mcp of"
                + " the crew, with its url and tools",
            "crew.yaml:7:70: a command may only stand in a file of TOOLS_DIR, which whoever runs"
                + " this server writes",
            "crew.yaml:7:108: another server is named 'c-test-a' already; write this one under"
                + " mcp");
  }

  @Test
  void approval_ofAToolThatMcpsNames_isKnown() {
    var crew =
        crew(
            "  x: {url: 'https://x.test', tools: [y]}",
            "mcps: ['https://c.test#pay']\n    require_approval_for_tools: [c-test__pay]");

    assertThat(crew.agent("clerk").asksBefore("c-test__pay")).isTrue();
  }

  private Crew crew(String mcp, String agent) {
    var result = load(mcp, agent);
    assertThat(files.problems(result)).isEmpty();
    return ((LoadResult.Loaded) result).crew();
  }

  private List<String> problems(String mcp, String agent) {
    return files.problems(load(mcp, agent));
  }

  private LoadResult load(String mcp, String agent) {
    var text = CREW.replace("MCP", mcp.stripTrailing()).replace("AGENT", agent);
    return new CrewLoader(
            Set.of("file_reader", "desk__open"),
            Set.of(),
            (_, _) -> true,
            (header, _) -> header.contains("shop_password") ? List.of("shop_password") : List.of())
        .load(files.write("crew.yaml", text));
  }
}
