package dev.rcrewai;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.Settings;
import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.CrewRegistry;
import dev.rcrewai.crew.Knowledge;
import dev.rcrewai.execution.CrewPins;
import dev.rcrewai.knowledge.CrewDocuments;
import dev.rcrewai.knowledge.Documents;
import dev.rcrewai.knowledge.KnowledgeVerticle;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.tool.FileJail;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Puts together what reads and searches the documents of crews. */
record Knowing(
    Settings settings, OfferedTools tools, CrewRegistry crews, CrewPins pins, Clock clock) {

  KnowledgeVerticle verticle(LocalBus bus, Metrics metrics) {
    var limits = settings.knowledge();
    var callers = new FileJail(settings.tools().filesDir(), limits.documentBytesMax());
    var documents =
        new Documents(limits.dir(), callers, limits.documentBytesMax(), tools.http(), clock);
    return new KnowledgeVerticle(bus, limits, documents, this::known, metrics, clock);
  }

  private List<CrewDocuments> known() {
    return crews.all().stream()
        .flatMap(crew -> crew.members().stream())
        .distinct()
        .filter(crew -> !knowledge(crew).isEmpty())
        .map(this::of)
        .toList();
  }

  private CrewDocuments of(Crew crew) {
    return new CrewDocuments(crew.name(), knowledge(crew), pins.pin(crew).crew().embedder());
  }

  private static List<Knowledge> knowledge(Crew crew) {
    return Stream.concat(
            Stream.ofNullable(crew.knowledge()),
            crew.agents().stream().map(Agent::knowledge).filter(Objects::nonNull))
        .toList();
  }
}
