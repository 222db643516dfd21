import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountId, UserId } from "@/modules/_kernel";
import { makeRedisQuoteStore } from "@/modules/data/server";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { makeRebuildProjections } from "@/server/flows/orders/rebuild-projections";
import { openTradingHouse, type TradingHouse } from "@/server/flows/trading/testing/trading-house";
import { silentLogger } from "@/server/infra/logger";
import { openRedis } from "@/server/infra/redis";
import { bundleProcess, SHORT_LIVED } from "@/server/infra/testing/bundle-process";
import { askFor, askForPart, WISHES } from "./testing/drill-wishes";

/** Kills of one carrier: a sample here, the full number in `npm run soak`. */
const KILLS = Number(process.env["DRILL_KILLS"] ?? 10);
const SEED = Number(process.env["DRILL_SEED"] ?? 1);
/** Kills of one account's worker, by the part in which they come; then it is held against an account that was left in peace. */
const KILLS_OF_PART = [2, 2, 1] as const;
/** In each part with orders the web process that takes them is killed too. */
const KILLS_OF_ACCOUNT = KILLS_OF_PART.reduce((sum, kills) => sum + kills, 0) + WISHES.length;
/** Accounts that trade at the same prices at the same time, each with workers of its own. */
const ACCOUNTS_AT_ONCE = 2;
/** More than the longest that anybody waits for an answer. */
const AHEAD_MS = 70_000;
const REDIS_URL = process.env["TEST_REDIS_URL"] ?? "";
const REDIS_DATABASE = 10;
/** A quote of the drill never grows old: lives are far apart. */
const BEAT_MS = 1e12;

let workerScript: string;
let webScript: string;
beforeAll(async () => {
  const [trade = "", ask = ""] = await Promise.all(
    ["trade", "ask"].map((what) => bundleProcess(join(import.meta.dirname, `testing/${what}-until-killed.ts`))),
  );
  workerScript = trade;
  webScript = ask;
});

/** Numbers from a seed (mulberry32), so that a failing drill can be run again. */
function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const PRICES = [
  [9.9, 10],
  [8.9, 9],
  [10.6, 10.7],
] as const;

/** Processes that live: none outlives the drill, however that ends. */
const living = new Set<ChildProcess>();
afterAll(() => {
  for (const child of living) child.kill("SIGKILL");
});

class Drill {
  readonly #house: TradingHouse;
  readonly #redisUrl: string;
  #lives = 0;
  #pricing: Promise<void> = Promise.resolve();

  constructor(house: TradingHouse, redisUrl: string) {
    this.#house = house;
    this.#redisUrl = redisUrl;
  }

  /** A worker's life, at most up to a statement; answers how many it sent, or null when it was killed. */
  async live(accountId: string, statement: number): Promise<number | null> {
    this.#lives += 1;
    // A dead holder's lease runs out, so that nobody waits for that.
    await this.#house.deps.sql.$executeRaw`
      UPDATE lease SET expires_at = date_trunc('milliseconds', clock_timestamp()) WHERE name = ${`trading:${accountId}`}`;
    const ahead = String(this.#lives * AHEAD_MS);
    return this.#run([workerScript, this.#house.database.url, this.#redisUrl, String(statement), ahead, accountId]);
  }

  /** A web process that takes the orders of a part, at most up to a statement; answers as `live` does. */
  async askWeb(accountId: string, part: number, statement: number): Promise<number | null> {
    const now = String(this.#house.clock.nowMs());
    return this.#run([
      webScript,
      this.#house.database.url,
      this.#redisUrl,
      String(statement),
      now,
      accountId,
      String(part),
    ]);
  }

  #run(args: readonly string[]): Promise<number | null> {
    const child = spawn(process.execPath, [...SHORT_LIVED, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    living.add(child);
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    return new Promise((resolve, reject) => {
      child.once("exit", (code, signal) => {
        living.delete(child);
        if (signal === "SIGKILL") resolve(null);
        else if (code === 0) resolve(Number(said));
        else reject(new Error(`the process ended with ${String(code ?? signal)}`));
      });
    });
  }

  /** From this process, which nobody kills. */
  async ask(accountId: string, part: number): Promise<void> {
    await askForPart(this.#house.flows, accountId, part);
  }

  /**
   * Orders that were claimed and never reached the venue are refused in the end, for nothing is sent twice: whoever wanted them
   * asks again, as a person would.
   */
  async askAgain(accountId: string): Promise<boolean> {
    const rows = await this.#query<{ key: string; again: string }>(
      `SELECT r.key, (SELECT count(*) FROM order_request a WHERE a.account_id = $1 AND a.key LIKE r.key || '-again%')::text AS again
       FROM order_request r JOIN trade_order o ON o.order_id = r.answer->'orderIds'->>0
       WHERE r.account_id = $1 AND o.reason = 'never_arrived'
         AND NOT EXISTS (SELECT FROM order_request a WHERE a.account_id = $1 AND a.key = r.key || '-again')`,
      [accountId],
    );
    for (const { key } of rows) {
      const [, part, index] = /^w(\d+)-(\d+)/.exec(key) ?? [];
      const wish = WISHES[Number(part)]?.[Number(index)];
      if (wish === undefined) throw new Error(`no wish ${key}`);
      await askFor(this.#house.flows, accountId, wish, `${key}-again`);
    }
    return rows.length > 0;
  }

  /** One price at a time: accounts that lose them bring them again, each for all. */
  price(sides: readonly [number, number]): Promise<void> {
    this.#pricing = this.#pricing.then(() => this.#price(sides));
    return this.#pricing;
  }

  async #price([bid, ask]: readonly [number, number]): Promise<void> {
    this.#house.clock.pass(1);
    for (const symbol of ["ACME", "BOLT"])
      await this.#house.quote(symbol, bid, ask, { beatMs: BEAT_MS, bidSize: null, askSize: null });
  }

  /** Nothing lost, nothing doubled, and everybody agrees: orders, venue, fills, books. */
  async check(accountId: string): Promise<object> {
    const count = async (text: string) => Number((await this.#query<{ n: string }>(text, [accountId]))[0]?.n);
    const isSame = (found: unknown, wanted: unknown) => expect(found).toEqual(wanted);
    const isNone = async (what: string, text: string) => isSame([what, await count(text)], [what, 0]);
    await isNone("strays", "SELECT count(*) AS n FROM venue_stray WHERE account_id = $1");
    await isNone("quarantined", "SELECT count(*) AS n FROM trade_order WHERE account_id = $1 AND quarantined > 0");
    await isNone(
      "open differences with the venue",
      "SELECT count(*) AS n FROM reconcile_item WHERE account_id = $1 AND state = 'open'",
    );
    await isNone(
      "not known",
      "SELECT count(*) AS n FROM trade_order WHERE account_id = $1 AND closed_at IS NULL AND status <> 'working'",
    );
    await isNone(
      "orders that stand otherwise at the venue",
      `SELECT count(*) AS n FROM trade_order o FULL JOIN (SELECT * FROM paper_order WHERE account_id = $1) p USING (order_id)
       WHERE coalesce(o.account_id, $1) = $1 AND NOT coalesce(o.reason = 'never_arrived', false)
         AND ((o.closed_at IS NULL) IS DISTINCT FROM (NOT p.ended) OR o.filled_qty IS DISTINCT FROM (p.state->>'filled')::numeric)`,
    );
    await isNone(
      "fills without postings, or postings without fills",
      `SELECT count(*) AS n FROM (SELECT exec_id FROM execution_fill WHERE account_id = $1) f
       FULL JOIN (SELECT external_ref FROM ledger_batch WHERE account_id = $1 AND kind = 'fill') b ON b.external_ref = f.exec_id
       WHERE f.exec_id IS NULL OR b.external_ref IS NULL`,
    );
    await isNone(
      "batches that do not add up to zero",
      `SELECT count(*) AS n FROM (SELECT 1 FROM ledger_posting p JOIN ledger_batch b USING (batch_id) WHERE b.account_id = $1
       GROUP BY batch_id, p.currency HAVING sum(p.amount) <> 0) broken`,
    );
    const { cash, positions } = await makeLedgerStore().readState(this.#house.deps.sql, AccountId.of(accountId));
    const held = Object.fromEntries(positions.map(({ symbol, qty }) => [symbol, qty.toFixed()]));
    const there = await this.#query<{ symbol: string; qty: string }>(
      "SELECT symbol, trim_scale(qty)::text AS qty FROM paper_position WHERE account_id = $1 AND qty <> 0",
      [accountId],
    );
    isSame(Object.fromEntries(there.map(({ symbol, qty }) => [symbol, qty])), held);
    const working = await this.#query<{ open: string }>(
      `SELECT symbol || side || trim_scale(qty - filled_qty)::text AS open FROM trade_order
       WHERE account_id = $1 AND closed_at IS NULL ORDER BY 1`,
      [accountId],
    );
    const fills = await count("SELECT count(*) AS n FROM execution_fill WHERE account_id = $1");
    return {
      held,
      fills,
      open: working.map(({ open }) => open),
      cash: cash.map((each) => each.settled.plus(each.unsettled).toFixed()),
    };
  }

  async #query<Row>(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    return (await this.#house.database.db.pool.query(text, [...values])).rows;
  }
}

async function emptyQueue(ownerUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<{ name: string }>(
    "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'bullmq'",
  );
  if (rows.length > 0) await owner.query(`TRUNCATE ${rows.map(({ name }) => name).join(", ")} CASCADE`);
  await owner.end();
}

describe.each([
  ["PostgreSQL", "-", true],
  // The carrier holds wake-ups and quotes alone: its own kills are for the soak.
  ["Redis", `${REDIS_URL}/${REDIS_DATABASE}`, REDIS_URL !== "" && process.env["DRILL_KILLS"] !== undefined],
] as const)("web and trading worker on %s", (name, redisUrl, available) => {
  let house: TradingHouse;
  const redis = redisUrl === "-" || !available ? null : openRedis({ url: redisUrl, log: silentLogger });
  /** A flushed Redis, or the queue's tables emptied: nothing that trades may need either. */
  const flush = async () => {
    if (redis === null) await emptyQueue(house.database.ownerUrl);
    else await redis.flushdb();
  };
  beforeAll(async () => {
    // Quotes of an earlier drill are of other instruments, under the same numbers.
    await redis?.flushdb();
    if (available) house = await openTradingHouse(redis === null ? {} : { quotes: makeRedisQuoteStore(redis) });
  });
  afterAll(async () => {
    redis?.disconnect();
    if (available) await house.database.close();
  });

  it.skipIf(!available)(
    "may be killed at any statement while orders flow: nothing is lost, nothing doubled, and the end is the same",
    async () => {
      const random = makeRandom(SEED + name.length);
      const drill = new Drill(house, redisUrl);
      const open = (id: string) => house.openAccount(id, { ownerId: UserId.of("alice") });

      await open("peace");
      let statements = 0;
      const asking: number[] = [];
      for (const [part, price] of PRICES.entries()) {
        await drill.price(price);
        if (part in WISHES) asking.push((await drill.askWeb("peace", part, 0)) ?? 0);
        statements = Math.max(statements, (await drill.live("peace", 0)) ?? 0);
      }
      const expected = await drill.check("peace");
      expect(expected).toMatchObject({ fills: 7, open: ["ACMEbuy15"] });

      for (let killed = 0, round = 1; killed < KILLS; killed += ACCOUNTS_AT_ONCE * KILLS_OF_ACCOUNT, round += 1) {
        const accounts = Array.from({ length: ACCOUNTS_AT_ONCE }, (_, place) => `drill-${round}-${place}`);
        for (const account of accounts) await open(account);
        for (const [part, price] of PRICES.entries()) {
          await drill.price(price);
          // Whatever the carrier holds is lost in the middle of it; prices come again, as a feed brings them.
          const lose = async () => {
            await flush();
            await drill.price(price);
          };
          const suffer = async (account: string) => {
            const oneOf = (count: number) => 1 + Math.floor(random() * count);
            const askAndDie = (count: number) => drill.askWeb(account, part, oneOf(count));
            const count = asking[part];
            for (let kill = 0; kill < (KILLS_OF_PART[part] ?? 0); kill += 1) {
              const [worker, web] = await Promise.all([
                drill.live(account, oneOf(statements)),
                kill === 0 && count !== undefined ? askAndDie(count) : lose().then(() => null),
              ]);
              expect({ worker, web }).toEqual({ worker: null, web: null });
            }
            // Asked again where all kills are spent: the same keys are the same orders.
            await drill.ask(account, part);
            do await drill.live(account, 0);
            while (await drill.askAgain(account));
          };
          await Promise.all(accounts.map(suffer));
        }
        for (const account of accounts) expect(await drill.check(account)).toEqual(expected);
      }
      const rebuilt = await makeRebuildProjections(house.deps)({ kind: "cli", userId: null, requestId: "drill" });
      expect(rebuilt.filter(({ differences }) => differences > 0)).toEqual([]);
    },
    120_000 + 20_000 * KILLS,
  );
});
