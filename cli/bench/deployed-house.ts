import type { Result, Transactions } from "@/modules/_kernel";
import { type Bar, barColumnsOf, encodeQuote, type Instrument, MINUTE_MS } from "@/modules/data";
import { makeDeploymentFlows } from "@/server/flows/deployments/deployment-flows";
import { startDeployments } from "@/server/flows/deployments/run-deployments";
import type { FlowDeps } from "@/server/flows/deps";
import type { AppError } from "@/server/flows/errors";
import { mergeLiveBars } from "@/server/flows/live/merge-live-bars";
import { startTrading } from "@/server/flows/trading/work-accounts";
import type { Lease } from "@/server/platform/work/lease";
import { makePostgresQueue, startRelay } from "@/server/platform/work/worker";
import type { BenchDatabase } from "./database";
import { WrongAnswer } from "./fixture";
import { accountOf, benchInstrument, openBenchAccounts, trader } from "./order-house";
import { ingestBars } from "./put-bars";

/** Bars of the past, on which each strategy warms up. */
const HISTORY_BARS = 120;
/** Market time begins a day ago, as that of a replay: a minute passes when the bench says so. */
const AGO_MS = 86_400_000;
/** A quote is fresh for this long; each instrument's turn comes again within seconds. */
const BEAT_MS = 60_000;
const START_WAIT_MS = 60_000;

/** A deployed strategy with an instrument of its own, which closes a minute when the bench says so. */
export interface Deployed {
  readonly deploymentId: string;
  readonly instrument: Instrument;
  /** Minutes that closed since it was started. */
  minutes: number;
}

export interface DeployedHouse {
  readonly deployed: readonly Deployed[];
  /** The last price of the next minute of one: from then on it is over, and its bar is still to be kept. */
  quoteMinute(of: Deployed): Promise<void>;
  /** Keeps the bar of that minute; the strategy wants an order at each. */
  keepMinute(of: Deployed): Promise<void>;
  /** How many are running now, by their rows. */
  running(): Promise<number>;
  stop(): Promise<void>;
}

interface Options {
  readonly deployments: number;
  /** Accounts that they are spread over. */
  readonly accounts: number;
  /** Called right after the transaction that wrote an order has committed, in the process that decides. */
  readonly ordered: () => void;
}

/**
 * A worker process' part that trades: deployments that run, each on an instrument of its own, their accounts, and the relay.
 * Resolves once all of them are running.
 */
export async function openDeployedHouse(
  database: BenchDatabase,
  { deployments, accounts, ordered }: Options,
): Promise<DeployedHouse> {
  const { deps, metrics } = database.house;
  const beginMs = Math.floor((deps.clock.nowMs() - AGO_MS) / MINUTE_MS) * MINUTE_MS;
  await openBenchAccounts(database, accounts);
  const flows = makeDeploymentFlows(deps);
  const deployed: Deployed[] = [];
  for (let place = 0; place < deployments; place += 1) {
    const instrument = await benchInstrument(database, `D${place}`);
    await ingestBars(database, instrument, barColumnsOf(historyBefore(beginMs)));
    await putSessionQuote(deps, instrument, beginMs, 0);
    const created = must(
      await flows.createDeployment(trader, {
        name: `Bench ${place}`,
        strategy: "sma-cross",
        presetId: null,
        params: { fast: 1, slow: 2, quantity: 1 },
        instruments: [instrument.symbol],
        resolution: "1m",
        accountId: accountOf(place % accounts),
        capital: "100000",
        schedule: "always",
      }),
    );
    must(await flows.startDeployment(trader, created.deploymentId));
    deployed.push({ deploymentId: created.deploymentId, instrument, minutes: 0 });
  }
  const heard: FlowDeps["signals"] = {
    on: (channel, hear) => deps.signals.on(channel, hear),
    ready: () => deps.signals.ready(),
    close: async () => undefined,
    send(channel, payload) {
      if (channel === "trading") ordered();
      deps.signals.send(channel, payload);
    },
  };
  const queue = makePostgresQueue({ url: database.url, log: deps.log });
  const relay = startRelay({ ...deps, queue, table: new Map(), metrics });
  const trading = startTrading(deps, "bench", 0);
  const runner = startDeployments({ ...deps, signals: heard }, "bench");
  await deps.signals.ready();
  const running = async () =>
    (await flows.listDeployments(trader, { accountId: null, over: false })).filter(({ state }) => state === "running")
      .length;
  await untilAll(running, deployments);
  return {
    deployed,
    running,
    async quoteMinute(of) {
      of.minutes += 1;
      await putSessionQuote(deps, of.instrument, beginMs + of.minutes * MINUTE_MS, of.minutes);
    },
    async keepMinute({ instrument, minutes }) {
      await mergeLiveBars(deps, unleased(deps.transactions), {
        feed: "simulated",
        instrument,
        origin: "live",
        resolution: "1m",
        bars: [barAt(beginMs + (minutes - 1) * MINUTE_MS, minutes)],
      });
    },
    async stop() {
      await Promise.all([runner.stop(), trading.stop(), relay.stop()]);
      await queue.close();
    },
  };
}

/** What a feed's lease gives to whoever streams it; nobody else wants this one. */
function unleased(transactions: Transactions): Lease {
  const { signal } = new AbortController();
  return { name: "bench", token: 1n, signal, fenced: (work) => transactions.run(work) };
}

function must<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new WrongAnswer(`deployments are set up, was ${JSON.stringify(result.error)}`);
  return result.value;
}

async function untilAll(running: () => Promise<number>, wanted: number): Promise<void> {
  const until = performance.now() + START_WAIT_MS;
  for (;;) {
    const count = await running();
    if (count === wanted) return;
    if (performance.now() > until) throw new WrongAnswer(`${wanted} deployments run, were ${count}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Up and down by turns: averages of one and two bars cross at each, so that an order is wanted at each. */
const closeAt = (minute: number) => (minute % 2 === 0 ? 50 : 52);

const barAt = (time: number, minute: number): Bar => {
  const [open, close] = [closeAt(minute - 1), closeAt(minute)];
  return { time, open, close, high: 52, low: 50, volume: 1_000 };
};

const historyBefore = (beginMs: number): readonly Bar[] =>
  Array.from({ length: HISTORY_BARS }, (_, at) => barAt(beginMs + (at - HISTORY_BARS) * MINUTE_MS, at + 1));

/** The latest price, in a market whose time is `atMs`. */
async function putSessionQuote(
  { quotes, clock, signals }: Pick<FlowDeps, "quotes" | "clock" | "signals">,
  { instrumentId }: Instrument,
  atMs: number,
  minute: number,
): Promise<void> {
  const close = closeAt(minute);
  const sides = { bid: close - 0.01, ask: close + 0.01, bidSize: 1_000, askSize: 1_000, last: close, lastSize: 1 };
  const times = { eventMs: atMs, receivedMs: clock.nowMs(), clock: "session", beatMs: BEAT_MS } as const;
  const said = { instrumentId, feed: "simulated", ...sides, ...times, calendar: "24/7" } as const;
  const quote = { ...said, reference: null, minute: null };
  await quotes.put([quote], BigInt(minute + 1));
  signals.send("live", encodeQuote(quote));
}
