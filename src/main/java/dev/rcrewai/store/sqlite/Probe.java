package dev.rcrewai.store.sqlite;

/** Writes nothing; answered only while the writer commits. */
record Probe() implements Write<Boolean> {
  @Override
  public Boolean apply(Tables tables, Totals totals) {
    return true;
  }

  @Override
  public int bytes() {
    return 0;
  }
}
