package dev.rcrewai.crew;

/** A crew or flow that callers can run, with what is computed once for it. */
record ServedCrew(LoadResult.Usable loaded, InputCheck inputs) {
  ServedCrew(LoadResult.Usable loaded) {
    this(loaded, new InputCheck(loaded.automation()));
  }

  Automation automation() {
    return loaded.automation();
  }

  String name() {
    return automation().name();
  }
}
