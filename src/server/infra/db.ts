import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import * as copy from "pg-copy-streams";
import {
  type CopyPort,
  type GuardedTransactions,
  invariant,
  type Reads,
  type SqlPort,
  type Transactions,
} from "@/modules/_kernel";

/** Reaching the server. A database that takes longer to answer a handshake is down for our purposes. */
const CONNECT_TIMEOUT_MS = 5_000;
/** One statement of a web request. Longer work belongs to a worker, which passes its own bound. */
export const WEB_STATEMENT_TIMEOUT_MS = 15_000;
/** One statement of a worker: the merge of a full staging table, a rollup. */
export const WORKER_STATEMENT_TIMEOUT_MS = 10 * 60_000;
/** A transaction that does nothing this long holds locks for nothing: the server ends it. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
/** Waiting for a lock longer than this is a fault to be seen, not a delay to be suffered. */
const LOCK_TIMEOUT_MS = 10_000;
/** The client gives up a little after the server should have, so that a dead network is noticed too. */
const CLIENT_GRACE_MS = 5_000;
/** Connections that nobody used for this long are closed. A new one knows no statement yet: its first order takes twice as long. */
const IDLE_CONNECTION_MS = 600_000;

export interface DatabaseOptions {
  readonly url: string;
  /** Shown in pg_stat_activity: `bifrost-web`, `bifrost-workers`. */
  readonly applicationName: string;
  /** Upper bound of connections that this process opens through the pool. */
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  /** Of the server's answer to a handshake; 5 s unless told. */
  readonly connectTimeoutMs?: number;
  /** Hears of connections that broke while nobody used them. */
  readonly onIdleError: (error: Error) => void;
}

export interface Database {
  readonly sql: SqlPort & CopyPort;
  readonly transactions: Transactions;
  readonly guarded: GuardedTransactions;
  readonly reads: Reads;
  /** For what needs the driver itself: LISTEN, Prisma's adapter, the throttle. */
  readonly pool: pg.Pool;
  /** Waits for borrowed connections, then closes all. May be called twice. */
  close(): Promise<void>;
}

/** Opens a pool. Connects at the first query, so that a process can start while its database is down. */
export function openDatabase(options: DatabaseOptions): Database {
  const { url, applicationName, poolSize, statementTimeoutMs, connectTimeoutMs, onIdleError } = options;
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    statement_timeout: statementTimeoutMs,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    // The Node process ends when its work is done, not when the pool does.
    allowExitOnIdle: true,
  });
  pool.on("error", onIdleError);
  // A connection that breaks while it is lent and nothing is asked of it, between two statements of a transaction, tells
  // nobody but its listeners; without one the process ends. Whoever holds it hears at its next statement.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const clientTimeoutMs = statementTimeoutMs + CLIENT_GRACE_MS;
  let closing: Promise<void> | null = null;
  return {
    sql: poolPort(pool, clientTimeoutMs),
    transactions: { run: (work) => runTransaction(pool, clientTimeoutMs, work, null) },
    guarded: { runGuarded: (work, guard) => runTransaction(pool, clientTimeoutMs, work, guard) },
    reads: { together: (work) => runTogether(pool, clientTimeoutMs, work) },
    pool,
    close: () => (closing ??= pool.end()),
  };
}

/** Texts of templates: each stands once in this program, and is filled in again and again. */
const texts = new WeakMap<TemplateStringsArray, string>();

/** Text and values of a tagged template, in PostgreSQL's `$1` form. */
function toQuery(strings: TemplateStringsArray, values: readonly unknown[]): Statement {
  const text = texts.get(strings) ?? strings.reduce((done, part, index) => `${done}$${index}${part}`);
  texts.set(strings, text);
  const missing = values.indexOf(undefined);
  if (missing >= 0) invariant(false, `SQL parameter $${missing + 1} of "${text.trim().slice(0, 60)}" is given`);
  return { name: preparedName(text), text, values: values.map(parameterOf) };
}

/** A list of numbers or of texts as PostgreSQL writes it: hundreds at once, which the driver would quote one by one. */
function parameterOf(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return value;
  if (value.every((each) => typeof each === "number")) return `{${value.join(",")}}`;
  return value.every(isPlainText) ? `{"${value.join('","')}"}` : value;
}

/** Nothing in it means anything inside of quotes; a text that is not whole is the driver's to refuse. */
const isPlainText = (each: unknown): each is string =>
  typeof each === "string" && !each.includes('"') && !each.includes("\\") && !each.includes("\0");

interface Statement {
  readonly text: string;
  readonly values: unknown[];
  /** Under this name the server keeps it parsed and planned, on the connection that asked; "" keeps nothing. */
  readonly name?: string;
}

/**
 * Runs one statement; the client gives up after `timeoutMs` and the connection with it. The query is made here, for the driver copies
 * what it is configured with property by property, which costs as much as all else that it does with a small one.
 */
async function runQuery(
  client: pg.ClientBase,
  { text, values, name }: Statement,
  timeoutMs: number,
): Promise<pg.QueryResult> {
  const query = new pg.Query(text, values);
  try {
    return await new Promise<pg.QueryResult>((resolve, reject) => {
      const callback = (error: Error | null, result: pg.QueryResult) =>
        error === null ? resolve(result) : reject(error);
      client.query(Object.assign(query, { name, callback, query_timeout: timeoutMs }));
    });
  } catch (error) {
    // Its stack leads to the socket; the way to whoever asked is of more use.
    if (error instanceof Error) Error.captureStackTrace(error);
    throw error;
  }
}

/**
 * Names of statements that stay prepared. Their texts are templates of this program, so there are only so many; those that a
 * library makes by the length of a list may be more, and from then on are parsed each time.
 */
const preparedNames = new Map<string, string>();
const PREPARED_MAX = 1_000;

/** The name under which a statement of this text stays parsed and planned; "": it does not. */
export function preparedName(text: string): string {
  const known = preparedNames.get(text);
  if (known !== undefined) return known;
  if (preparedNames.size >= PREPARED_MAX) return "";
  const name = `s${preparedNames.size}`;
  preparedNames.set(text, name);
  return name;
}

type Run = (strings: TemplateStringsArray, values: readonly unknown[]) => Promise<pg.QueryResult>;

/** Each statement by itself, on whichever connection is free. */
const plainRun =
  (pool: pg.Pool, timeoutMs: number): Run =>
  (strings, values) => {
    const statement = toQuery(strings, values);
    return withClient(pool, (client) => runQuery(client, statement, timeoutMs));
  };

function sqlPort(run: Run): SqlPort {
  return {
    // The driver does not know what a row looks like: whoever asks parses it, and `T` is what they parse it to.
    $queryRaw: async <T>(strings: TemplateStringsArray, ...values: readonly unknown[]) => {
      const { rows } = await run(strings, values);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
      return rows as T;
    },
    $executeRaw: async (strings, ...values) => (await run(strings, values)).rowCount ?? 0,
  };
}

/** Statements on whichever connection is free; each is its own transaction. */
function poolPort(pool: pg.Pool, timeoutMs: number): SqlPort & CopyPort {
  return {
    ...sqlPort(plainRun(pool, timeoutMs)),
    copyOut: (sql, onChunk) => withClient(pool, (client) => copyOut(client, sql, onChunk)),
    copyIn: (sql, chunks) => withClient(pool, (client) => copyIn(client, sql, chunks)),
  };
}

/** Lends one connection. After a fault it is closed, never handed on in an unknown state. */
async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let clean = false;
  try {
    const value = await work(client);
    clean = true;
    return value;
  } finally {
    client.release(!clean);
  }
}

async function runTransaction<T>(
  pool: pg.Pool,
  timeoutMs: number,
  work: (tx: SqlPort & CopyPort) => Promise<T>,
  guard: ((tx: SqlPort) => Promise<unknown>) | null,
): Promise<T> {
  const client = await pool.connect();
  const { port, end } = connectionPort(client, timeoutMs);
  let broken = false;
  const run = (text: string, bound: number) => runQuery(client, { text, values: [] }, bound);
  try {
    // Answered before anything else is sent: without it the work would run outside of a transaction.
    await run("BEGIN", timeoutMs);
    setPipeline(client, true);
    const value = await work(port);
    const guarded = guard?.(port);
    end();
    const [{ command }] = await Promise.all([run("COMMIT", timeoutMs), guarded]);
    // When `work` swallowed a failed statement, COMMIT answers ROLLBACK: nothing was kept, and nobody may think so.
    invariant(command === "COMMIT", `a transaction ends with COMMIT, was ${command}`);
    return value;
  } catch (error) {
    end();
    await run("ROLLBACK", CONNECT_TIMEOUT_MS).catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    // Every statement was answered before this one was.
    setPipeline(client, false);
    client.release(broken);
  }
}

/** The same connection for all of `work`, each statement its own transaction. */
async function runTogether<T>(pool: pg.Pool, timeoutMs: number, work: (sql: SqlPort) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const { port, end, answered } = connectionPort(client, timeoutMs);
  let clean = false;
  setPipeline(client, true);
  try {
    const value = await work(port);
    clean = true;
    return value;
  } finally {
    end();
    await answered();
    setPipeline(client, false);
    client.release(!clean);
  }
}

/** Whether statements wait for the answers to those before them. Turned only while nothing is under way on the connection. */
function setPipeline(client: pg.ClientBase, on: boolean): void {
  Object.assign(client, { pipeline: on });
}

/**
 * Holds back what a connection sends until this turn of the program is over: what is asked together leaves in one write, and the
 * server is woken once. Answers what to call before each statement.
 */
function sendTogether({ connection: { stream } }: pg.PoolClient): () => void {
  let isHeld = false;
  return () => {
    if (isHeld) return;
    isHeld = true;
    stream.cork();
    process.nextTick(() => {
      isHeld = false;
      stream.uncork();
    });
  };
}

/** A port that refuses to be used after `end`: a statement that outlives its transaction would run outside of it. */
function connectionPort(client: pg.PoolClient, timeoutMs: number) {
  let open = true;
  /** The newest statement: answers come in the order of questions, so once it is answered nothing is under way. */
  let newest: Promise<unknown> = Promise.resolve();
  /** Every COPY up to the newest: none can share a connection on which answers are waited for, so that what is asked meanwhile waits. */
  let copied: Promise<unknown> | null = null;
  const hold = sendTogether(client);
  const run: Run = async (strings, values) => {
    if (copied !== null) await copied;
    invariant(open, "a transaction is used only until it ends");
    hold();
    const answer = runQuery(client, toQuery(strings, values), timeoutMs);
    newest = answer;
    return answer;
  };
  const alone = async <T>(transfer: () => Promise<T>): Promise<T> => {
    invariant(open, "a transaction is used only until it ends");
    const copying = Promise.allSettled([newest, copied]).then(async () => {
      setPipeline(client, false);
      try {
        return await transfer();
      } finally {
        setPipeline(client, true);
      }
    });
    const over = copying.then(
      () => undefined,
      () => undefined,
    );
    copied = over;
    try {
      return await copying;
    } finally {
      if (copied === over) copied = null;
    }
  };
  const port: SqlPort & CopyPort = {
    ...sqlPort(run),
    copyOut: (sql, onChunk) => alone(() => copyOut(client, sql, onChunk)),
    copyIn: (sql, chunks) => alone(() => copyIn(client, sql, chunks)),
  };
  return {
    port,
    answered: () => Promise.allSettled([newest, copied]),
    end: () => {
      open = false;
    },
  };
}

/** When `onChunk` throws, the rest is read and dropped: the connection must reach the end of the copy to be usable. */
async function copyOut(client: pg.ClientBase, sql: string, onChunk: (chunk: Uint8Array) => void): Promise<void> {
  const stream = client.query(copy.to(sql));
  let fault: { readonly error: unknown } | null = null;
  for await (const chunk of stream) {
    if (fault !== null) continue;
    try {
      onChunk(chunk);
    } catch (error) {
      fault = { error };
    }
  }
  if (fault !== null) throw fault.error;
}

async function copyIn(
  client: pg.ClientBase,
  sql: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<number> {
  const stream = client.query(copy.from(sql));
  // `pipeline` destroys the stream when the source fails; the driver then tells the server, and waits for its answer.
  await pipeline(Readable.from(chunks), stream);
  return stream.rowCount;
}
