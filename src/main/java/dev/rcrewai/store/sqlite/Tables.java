package dev.rcrewai.store.sqlite;

/** The tables as one connection sees them. */
record Tables(
    ExecutionTable executions,
    QueueTable queue,
    JournalTable journal,
    CrewTable crews,
    SignalTable signals,
    KeyTable keys,
    AccountTable accounts,
    DeliveryTable deliveries,
    MemoryTable memories) {

  static Tables of(Sql sql) {
    return new Tables(
        new ExecutionTable(sql),
        new QueueTable(sql),
        new JournalTable(sql),
        new CrewTable(sql),
        new SignalTable(sql),
        new KeyTable(sql),
        new AccountTable(sql),
        new DeliveryTable(sql),
        new MemoryTable(sql));
  }
}
