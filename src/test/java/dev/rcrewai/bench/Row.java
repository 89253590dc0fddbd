package dev.rcrewai.bench;

/**
 * What one server did under one load.
 *
 * @param load what was asked of it, in a word or two
 */
record Row(String scenario, String server, String load, Load.Report report, Cost cost) {

  /**
   * What it cost.
   *
   * @param cpuMicros user and system time of the server's process for each request
   * @param storeMicros the same of the store's own processes; 0 where it has none
   * @param rssMib the most memory that it had so far
   * @param allocatedKib on the heap, for each request
   * @param pauseMillis the collector's pauses, 99th percentile; 0 where there was none
   * @param mockIdle share of a core that the mock model left unused
   */
  record Cost(
      double cpuMicros,
      double storeMicros,
      double rssMib,
      double allocatedKib,
      double pauseMillis,
      double mockIdle) {}
}
