import { AccountId, type Clock, EpochMs, type Transactions, UserId } from "@/modules/_kernel";
import { type Bar, type Instrument, SIMULATED_ALIASES, SimulatedMarket } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import type { PaperResolution } from "@/modules/execution";
import { insertUser } from "../../../platform/identity";
import type { Lease } from "../../../platform/work/lease";
import { makeAccountAccess } from "../../accounts/access";
import { makeManageAccounts } from "../../accounts/manage-accounts";
import type { Actor } from "../../contract";
import type { FlowDeps } from "../../deps";
import { mergeLiveBars } from "../../live/merge-live-bars";
import { makePaperFlows } from "../../trading/paper-flows";

/** Monday, 2 March 2026, 00:00 UTC: every simulation begins there, so that a seed alone says what happens. */
const BEGIN_MS = Date.UTC(2026, 2, 2);
const MINUTE_MS = 60_000;
/** Bars before the first that is decided on: what the longest of the built-in strategies watches. */
export const LEAD_BARS = 600;
const BARS_AT_ONCE = 500;
/** Steps of the simulated instruments. */
const GRID = { tick: "0.0001", lot: "0.0001" } as const;
/** Half of the spread of a simulated quote, a fraction of its price. */
const HALF_SPREAD = 0.0001;

/** A clock that goes when it is told to. */
export class SimulatedClock implements Clock {
  #nowMs = BEGIN_MS;
  nowMs = (): EpochMs => EpochMs.of(this.#nowMs);
  goTo(ms: number): void {
    this.#nowMs = ms;
  }
}

/** Nobody else works in a simulation's own database. */
export function unshared(transactions: Transactions): Lease {
  const fenced: Lease["fenced"] = (work) => transactions.run(work);
  return { name: "simulation", token: 1n, signal: new AbortController().signal, fenced };
}

export interface World {
  readonly instruments: readonly Instrument[];
  readonly actor: Actor;
  readonly accountId: AccountId;
  /** The next bar of every instrument closes: stored, and quoted. Says how many bars and quotes that were. */
  step(): Promise<number>;
}

interface Terms {
  readonly instruments: number;
  readonly seed: number;
  readonly resolution: PaperResolution;
  readonly resolutionMs: number;
  /** Cash of the account, whole. */
  readonly cash: number;
}

/** Instruments with their history, a person and their account, which fills on closed bars as the engine does. */
export async function makeWorld(
  deps: FlowDeps,
  clock: SimulatedClock,
  { instruments: count, seed, resolution, resolutionMs, cash }: Terms,
): Promise<World> {
  const lease = unshared(deps.transactions);
  const listed = await Promise.all(
    Array.from({ length: count }, async (_, place) => {
      const alias = SIMULATED_ALIASES[place % SIMULATED_ALIASES.length] ?? "";
      const symbol = `${alias}-${place}`;
      const facts = { symbol, name: symbol, kind: "crypto", currency: "USD", timeZone: "UTC", ...GRID } as const;
      const instrument = await deps.transactions.run((tx) => makeInstrumentStore(deps.sql).ensure(tx, facts));
      return { alias, instrument, market: new SimulatedMarket({ seed: seed + place }) };
    }),
  );
  const barsOf = ({ alias, market }: (typeof listed)[number], fromMs: number, toMs: number): readonly Bar[] => {
    const bars: Bar[] = [];
    for (let time = fromMs; time < toMs; time += resolutionMs) {
      const bar = rolledUp(market.minuteBars(alias, time, time + resolutionMs), time);
      if (bar !== null) bars.push(bar);
    }
    return bars;
  };
  const keep = async ({ instrument }: (typeof listed)[number], bars: readonly Bar[]) => {
    for (let at = 0; at < bars.length; at += BARS_AT_ONCE) {
      const some = bars.slice(at, at + BARS_AT_ONCE);
      await mergeLiveBars(deps, lease, { feed: "simulated", instrument, origin: "feed", resolution, bars: some });
    }
  };
  const quote = makeQuoter(deps, clock, 2 * resolutionMs);
  const show = async (fromMs: number, toMs: number) => {
    const all = listed.map((each) => ({ ...each, bars: barsOf(each, fromMs, toMs) }));
    await Promise.all(all.map((each) => keep(each, each.bars)));
    await quote(
      all.flatMap(({ instrument, bars }) => bars.slice(-1).map(({ close: price }) => ({ instrument, price }))),
    );
    return all.reduce((sum, { bars }) => sum + bars.length, 0);
  };
  await show(BEGIN_MS - LEAD_BARS * resolutionMs, BEGIN_MS);
  const { actor, accountId } = await makeTrader(deps, { resolution, cash });
  let nextMs = BEGIN_MS;
  return {
    instruments: listed.map(({ instrument }) => instrument),
    actor,
    accountId,
    async step() {
      clock.goTo(nextMs + resolutionMs);
      const bars = await show(nextMs, nextMs + resolutionMs);
      nextMs += resolutionMs;
      return 2 * bars;
    },
  };
}

/** Quotes around a price, each batch newer than the one before. */
function makeQuoter({ quotes: store }: Pick<FlowDeps, "quotes">, clock: Clock, beatMs: number) {
  let fence = 0n;
  return async (all: readonly { readonly instrument: Instrument; readonly price: number }[]) => {
    fence += 1n;
    const nowMs = clock.nowMs();
    const quotes = all.map(({ instrument: { instrumentId }, price }) => ({
      instrumentId,
      feed: "simulated",
      bid: price * (1 - HALF_SPREAD),
      ask: price * (1 + HALF_SPREAD),
      bidSize: null,
      askSize: null,
      last: price,
      lastSize: null,
      reference: null,
      eventMs: nowMs,
      receivedMs: nowMs,
      clock: "wall" as const,
      beatMs,
      calendar: "24/7",
      minute: null,
    }));
    await store.put(quotes, fence);
  };
}

async function makeTrader(
  deps: FlowDeps,
  { resolution, cash }: Pick<Terms, "resolution" | "cash">,
): Promise<{ readonly actor: Actor; readonly accountId: AccountId }> {
  const userId = UserId.of("simulated-trader");
  await deps.records.run((tx) =>
    insertUser(tx, {
      userId,
      email: "trader@simulation.invalid",
      name: "Trader",
      role: "trader",
      passwordHash: "",
      timeZone: "UTC",
    }),
  );
  const actor: Actor = { kind: "system", userId, requestId: "simulation" };
  const made = await makeManageAccounts(deps, makeAccountAccess(deps)).createAccount(actor, {
    name: "Simulation",
    portfolioName: null,
    kind: "paper",
    baseCurrency: "USD",
    lotMethod: "fifo",
    settleDays: 0,
    openingCash: String(cash),
  });
  if (!made.ok) throw new Error(`the simulation's account was refused: ${made.error.kind}`);
  const accountId = AccountId.of(made.value.accountId);
  const terms = { accountId, fillModel: "bars", resolution, latencyMs: null } as const;
  const set = await makePaperFlows(deps).setPaperTerms(actor, terms);
  if (!set.ok) throw new Error(`the simulation's venue was refused: ${set.error.kind}`);
  return { actor, accountId };
}

/** One bar of minutes; null where nobody traded. */
function rolledUp(minutes: readonly Bar[], time: number): Bar | null {
  const [first, last] = [minutes[0], minutes.at(-1)];
  if (first === undefined || last === undefined) return null;
  return {
    time,
    open: first.open,
    close: last.close,
    high: minutes.reduce((high, bar) => Math.max(high, bar.high), first.high),
    low: minutes.reduce((low, bar) => Math.min(low, bar.low), first.low),
    volume: minutes.reduce((volume, bar) => volume + bar.volume, 0),
  };
}

/** Minutes of a bar. */
export const barsInDay = (resolutionMs: number): number => Math.floor((1_440 * MINUTE_MS) / resolutionMs);
