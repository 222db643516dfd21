/**
 * The slice of a database client or transaction that repositories use. Tagged templates only: a value can never become
 * SQL text. `numeric` and `bigint` columns leave SQL as `::text`; rows are parsed by zod where they are read.
 */
export interface SqlPort {
  $queryRaw<T = unknown>(query: TemplateStringsArray, ...values: readonly unknown[]): Promise<T>;
  /** Returns the number of rows that changed. */
  $executeRaw(query: TemplateStringsArray, ...values: readonly unknown[]): Promise<number>;
}

/**
 * Runs `work` in one database transaction: all of it is committed, or none of it when `work` throws. Statements that are asked
 * together (`Promise.all`) cost one round trip and run in the order they were asked; a COPY waits until all of them are answered.
 */
export interface Transactions {
  run<T>(work: (tx: SqlPort & CopyPort) => Promise<T>): Promise<T>;
}

/** Transactions that are kept only where something holds at their end. */
export interface GuardedTransactions {
  /** @param guard - one statement, which leaves together with the commit: where it fails nothing is kept, and its fault is thrown */
  runGuarded<T>(work: (tx: SqlPort & CopyPort) => Promise<T>, guard: (tx: SqlPort) => Promise<unknown>): Promise<T>;
}

/**
 * COPY in PostgreSQL's binary format, for columns that machines read: bars, ticks, equity curves. `sql` is a constant of
 * the calling repository; numbers that must enter it are integers the repository has checked.
 */
export interface CopyPort {
  /** Runs a `COPY (...) TO STDOUT (FORMAT binary)` and hands over the chunks as they arrive. */
  copyOut(sql: string, onChunk: (chunk: Uint8Array) => void): Promise<void>;
  /** Runs a `COPY ... FROM STDIN (FORMAT binary)` with the chunks given, and returns the number of rows. */
  copyIn(sql: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<number>;
}

/** Short reads on a connection of their own. */
export interface Reads {
  /**
   * Runs `work` on one connection, each statement its own transaction: what is asked together (`Promise.all`) costs one round trip and
   * wakes one server process. Whatever takes long is better asked on connections of its own.
   */
  together<T>(work: (sql: SqlPort) => Promise<T>): Promise<T>;
}
