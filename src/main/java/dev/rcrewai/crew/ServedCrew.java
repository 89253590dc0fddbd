package dev.rcrewai.crew;

/** A crew that callers can run, with what is computed once for it. */
record ServedCrew(LoadResult.Loaded loaded, InputCheck inputs) {
  ServedCrew(LoadResult.Loaded loaded) {
    this(loaded, new InputCheck(loaded.crew()));
  }

  Crew crew() {
    return loaded.crew();
  }
}
