import { EpochMs, UserId } from "@/modules/_kernel";
import {
  calendarOf,
  closeOf,
  DAY_MS,
  freshnessOf,
  type Instrument,
  makeScreen,
  makeSeriesReader,
  type ReadScreenBars,
  resolutionMs,
  sessionRuleOf,
} from "@/modules/data";
import {
  makeBarStore,
  makeCorporateActionStore,
  makeInstrumentStore,
  makeReadScreenBars,
  makeScreenStore,
} from "@/modules/data/server";
import { readEventsSince } from "@/modules/execution/server";
import { lastSuccessOf } from "../../platform/work";
import { makeAccountAccess } from "../accounts/access";
import { makeAccountFlows } from "../accounts/account-flows";
import { type Marks, readMarks } from "../accounts/marks";
import type { Actor } from "../contract";
import type { FlowDeps } from "../deps";
import type { AlertRow } from "./alert-store";
import { type AlertReading, type AlertTerms, BAR_GRACE_MS, readLevel } from "./terms";
import { readWatchedDeployment } from "./watched-deployment";

export type ReadDeps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "work" | "newId" | "quotes">;
type TermsOf<Kind extends AlertTerms["kind"]> = Extract<AlertTerms, { readonly kind: Kind }>;

const UNKNOWN: AlertReading = { holds: null, value: null };
const MINUTE_MS = 60_000;

/** What one round looks at, read once for all alerts of it. */
export interface AlertEyes {
  read(alert: AlertRow): Promise<AlertReading & { readonly key?: string }>;
}

/** The owner's own eyes: an account that they may not see any more cannot be told. */
const ownerOf = ({ ownerId }: AlertRow): Actor => ({ kind: "user", userId: UserId.of(ownerId), requestId: "alerts" });

export async function openEyes(deps: ReadDeps, alerts: readonly AlertRow[]): Promise<AlertEyes> {
  const prices = alerts.flatMap(({ terms }) => (terms.kind === "price" ? [terms.symbol] : []));
  const marks: Marks = prices.length === 0 ? new Map() : await readMarks(deps, [...new Set(prices)]);
  const accounts = makeAccountFlows(deps);
  let bars: Promise<ReadScreenBars> | null = null;
  return {
    async read(alert) {
      const { terms } = alert;
      switch (terms.kind) {
        case "price":
          return readLevel(marks.get(terms.symbol)?.price.toFixed() ?? null, terms.is, terms.level);
        case "condition":
          bars ??= openBars(deps);
          return readCondition(deps, terms, await bars);
        case "position": {
          const positions = await accounts.listPositions(ownerOf(alert), terms.accountId);
          if (!positions.ok) return UNKNOWN;
          const held = positions.value.find(({ symbol }) => symbol === terms.symbol);
          const value = held === undefined ? "0" : terms.measure === "qty" ? held.qty : held.value;
          return readLevel(value, terms.is, terms.level);
        }
        case "pnl": {
          const account = await accounts.readAccount(ownerOf(alert), terms.accountId);
          return account.ok ? readLevel(account.value.dayPnl, terms.is, terms.level) : UNKNOWN;
        }
        case "feed":
          return readFeedAge(deps, terms);
        case "deployment":
          return readWatchedDeployment(deps, ownerOf(alert), terms);
        case "missing":
          return readMissing(deps, alert, terms);
        case "order":
          // Told by events, not by how something stands.
          return UNKNOWN;
      }
      return UNKNOWN;
    },
  };
}

async function openBars({ sql, prisma, clock }: ReadDeps): Promise<ReadScreenBars> {
  const split = await makeScreenStore(sql, prisma).splitInstruments();
  const stores = { bars: makeBarStore(sql), actions: makeCorporateActionStore(sql) };
  return makeReadScreenBars(stores, { split, nowMs: EpochMs.of(clock.nowMs()) });
}

async function readCondition(
  { sql }: ReadDeps,
  { symbol, resolution, condition }: TermsOf<"condition">,
  readBars: ReadScreenBars,
): Promise<AlertReading> {
  const instrument = await makeInstrumentStore(sql).find(symbol);
  const screen = makeScreen(condition);
  if (instrument === null || !screen.ok) return UNKNOWN;
  const bars = await readBars(instrument, resolution, screen.value.barsNeeded);
  if (bars === null) return UNKNOWN;
  const [time, close] = [bars.time.at(-1), bars.close.at(-1)];
  if (time === undefined || close === undefined) return UNKNOWN;
  return { holds: screen.value.evaluate(bars).holds, value: `${close} (${new Date(time).toISOString()})` };
}

async function readFeedAge(
  { sql, quotes, clock }: ReadDeps,
  { symbol, olderThanS }: TermsOf<"feed">,
): Promise<AlertReading> {
  const instrument = await makeInstrumentStore(sql).find(symbol);
  const [quote] = instrument === null ? [] : await quotes.read([instrument.instrumentId]);
  if (quote === undefined) return UNKNOWN;
  const calendar = quote.calendar === null ? null : calendarOf(quote.calendar);
  const { state, ageMs } = freshnessOf(quote, clock.nowMs(), calendar);
  // While its market is closed silence is no news: how it stood before stays.
  return state === "closed" ? UNKNOWN : { holds: ageMs > olderThanS * 1_000, value: `${Math.round(ageMs / 1_000)} s` };
}

async function readMissing(
  deps: ReadDeps,
  alert: AlertRow,
  { expected, withinMinutes }: TermsOf<"missing">,
): Promise<AlertReading> {
  const { sql, clock } = deps;
  const nowMs = clock.nowMs();
  const sinceMs = nowMs - withinMinutes * MINUTE_MS;
  // Nothing can be missing for longer than somebody waits for it.
  const judge = (lastMs: number | null): AlertReading => ({
    holds: Math.max(lastMs ?? 0, alert.createdAt) < sinceMs,
    value: lastMs === null ? "never" : new Date(lastMs).toISOString(),
  });
  if (expected.what === "job") return judge(await lastSuccessOf(sql, expected.name));
  if (expected.what === "fill") {
    const seen = await makeAccountAccess(deps).see(ownerOf(alert), expected.accountId);
    if (!seen.ok) return UNKNOWN;
    const asked = { accountIds: [expected.accountId], types: ["filled"], since: new Date(sinceMs), limit: 1 } as const;
    const [fill] = await readEventsSince(sql, asked);
    return fill === undefined ? judge(null) : judge(fill.recordedAt.getTime());
  }
  const instrument = await makeInstrumentStore(sql).find(expected.symbol);
  if (instrument === null || isClosed(instrument, nowMs)) return UNKNOWN;
  const bars = await makeSeriesReader(makeBarStore(sql), "stored").readLatest(instrument, expected.resolution, null, 1);
  const time = bars.time.at(-1);
  const lastMs = time === undefined ? null : closeOf(time, expected.resolution, sessionRuleOf(instrument));
  return judgeBar(
    { lastMs, createdMs: alert.createdAt, openedMs: openedOf(instrument, nowMs) },
    { withinMs: withinMinutes * MINUTE_MS, barMs: resolutionMs(expected.resolution), nowMs },
  );
}

/**
 * Whether a bar is missing. One of a length comes that long after the one before, and a moment later: sooner nothing can be missing,
 * whatever was asked for. A session's first one is waited for from when it opened.
 */
export function judgeBar(
  {
    lastMs,
    createdMs,
    openedMs,
  }: Readonly<Record<"createdMs" | "openedMs", number>> & { readonly lastMs: number | null },
  { withinMs, barMs, nowMs }: Readonly<Record<"withinMs" | "barMs" | "nowMs", number>>,
): AlertReading {
  const fromMs = Math.max(lastMs ?? 0, createdMs, barMs < DAY_MS ? openedMs : 0);
  return {
    holds: nowMs - fromMs > Math.max(withinMs, barMs) + BAR_GRACE_MS,
    value: lastMs === null ? "never" : new Date(lastMs).toISOString(),
  };
}

/** When the session that an instrument trades in now opened; 0 where none is known. */
function openedOf({ calendar }: Instrument, nowMs: number): number {
  const known = calendar === null ? null : calendarOf(calendar);
  return known?.sessionAt(nowMs)?.openMs ?? 0;
}

function isClosed({ calendar }: Instrument, nowMs: number): boolean {
  const known = calendar === null ? null : calendarOf(calendar);
  return known !== null && known.sessionAt(nowMs) === null;
}
