import pg from "pg";
import { deferred } from "../../infra/deferred";
import type { Logger } from "../../infra/logger";
import { outOfScope } from "../../infra/request-scope";
import { CHANNELS, type Channel, checkPayload, Listeners, type OnSignal, type Signals } from "./signals";

const PREFIX = "bifrost_";
/** First and longest pause before listening again after a lost connection. */
const RETRY_FIRST_MS = 100;
const RETRY_LONGEST_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Wake-ups for what is not waited for: sent with the next other one, or after this long. */
const UNHURRIED: ReadonlySet<Channel> = new Set(["outbox", "news", "views"]);
const UNHURRIED_MS = 5;
/** Signals that wait for the database; more of them say nothing new. */
const PENDING_MAX = 1_000;

const NOTIFY = {
  name: "signals",
  text: "SELECT pg_notify(c, p) FROM unnest($1::text[], $2::text[]) AS n (c, p)",
};

interface Options {
  /** Sends; borrowed for a moment per batch. */
  readonly pool: pg.Pool;
  /** Listens on a connection of its own. */
  readonly url: string;
  readonly log: Logger;
}

/** Signals over LISTEN and NOTIFY. */
export function makePostgresSignals({ pool, url, log }: Options): Signals {
  const listeners = new Listeners();
  const line = new ListenLine(url, listeners, log);
  const pending = new Map<string, { channel: Channel; payload: string }>();
  let sending: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const drain = async () => {
    while (pending.size > 0) {
      const batch = [...pending.values()];
      pending.clear();
      const channels = batch.map(({ channel }) => PREFIX + channel);
      const payloads = batch.map(({ payload }) => payload);
      await pool.query({ ...NOTIFY, values: [channels, payloads] });
    }
  };

  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    sending ??= drain()
      .catch((error: unknown) => log.warn({ error }, "Signals not sent"))
      .finally(() => {
        sending = null;
      });
  };

  return {
    send(channel, payload) {
      if (pending.size < PENDING_MAX) pending.set(`${channel} ${checkPayload(channel, payload)}`, { channel, payload });
      if (!UNHURRIED.has(channel)) flush();
      else timer ??= setTimeout(flush, UNHURRIED_MS);
    },
    on(channel: Channel, hear: OnSignal) {
      line.open();
      return listeners.add(channel, hear);
    },
    ready() {
      line.open();
      return line.ready();
    },
    async close() {
      flush();
      await sending;
      await line.close();
    },
  };
}

/** One connection that listens, made when somebody first wants to hear, and made anew for as long as it is wanted. */
class ListenLine {
  readonly #url: string;
  readonly #listeners: Listeners;
  readonly #log: Logger;
  #client: pg.Client | null = null;
  #timer: NodeJS.Timeout | null = null;
  #pauseMs = RETRY_FIRST_MS;
  #opened = false;
  #closed = false;
  readonly #ready = deferred();

  constructor(url: string, listeners: Listeners, log: Logger) {
    this.#url = url;
    this.#listeners = listeners;
    this.#log = log;
  }

  open(): void {
    if (this.#opened || this.#closed) return;
    this.#opened = true;
    outOfScope(() => this.#connect());
  }

  ready(): Promise<void> {
    return this.#ready.promise;
  }

  #connect(): void {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: "bifrost-signals",
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    this.#client = client;
    client.on("notification", ({ channel, payload }) =>
      this.#listeners.tell(channel.slice(PREFIX.length), payload ?? ""),
    );
    client.on("error", (error) => this.#lost(client, error));
    client.on("end", () => this.#lost(client, null));
    const listen = CHANNELS.map((channel) => `LISTEN "${PREFIX}${channel}"`).join("; ");
    client
      .connect()
      .then(() => client.query(listen))
      .then(() => {
        if (this.#pauseMs > RETRY_FIRST_MS) this.#log.info({}, "Signal line is back");
        this.#pauseMs = RETRY_FIRST_MS;
        this.#ready.resolve();
        this.#listeners.tellAll();
      })
      .catch((error: unknown) => this.#lost(client, error));
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = null;
    // Once an outage; the next line says that it is over.
    if (this.#pauseMs === RETRY_FIRST_MS) this.#log.warn({ error }, "Signal line lost");
    client.end().catch(() => undefined); // it is broken already; there is nothing to tell
    this.#timer = setTimeout(() => this.#connect(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, RETRY_LONGEST_MS);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#ready.resolve();
    await this.#client?.end();
  }
}
