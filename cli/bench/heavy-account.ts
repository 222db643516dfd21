import { type BarColumns, type Instrument, makeBarColumns } from "@/modules/data";
import { makeInstrumentCatalog } from "@/modules/data/server";
import type { LimitTerms } from "@/modules/risk";
import { makeRiskFlows } from "@/server/flows/risk/limit-flows";
import type { BenchDatabase } from "./database";
import { WrongAnswer } from "./fixture";
import { holdOf } from "./holdings";
import { ACCOUNT_DAYS, accountOf, DAY_MS, openingMs } from "./order-house";
import { ingestBars } from "./put-bars";

/** Twenty limits that bind an order and that it passes: each is weighed to its end. */
export const LIMITS: readonly LimitTerms[] = [
  { kind: "order_qty", value: "1000" },
  { kind: "order_value", value: "1000000" },
  { kind: "position_qty", value: "100000" },
  { kind: "position_value", value: "100000000" },
  { kind: "gross_exposure", value: "1000000000" },
  { kind: "net_exposure", value: "1000000000" },
  { kind: "leverage", value: "2" },
  { kind: "concentration_instrument", value: "0.5" },
  { kind: "concentration_sector", value: "0.9" },
  { kind: "concentration_currency", value: "1" },
  { kind: "price_collar", value: "0.9" },
  { kind: "max_open_orders", value: "1000" },
  { kind: "max_positions", value: "1000" },
  { kind: "daily_loss", value: "0.02" },
  { kind: "drawdown", value: "0.1" },
  { kind: "order_rate", value: "1000", windowSeconds: 60 },
  { kind: "cancel_rate", value: "1000", windowSeconds: 60 },
  { kind: "duplicate_order", windowSeconds: 1 },
  { kind: "restricted", symbols: ["NEVER"] },
  { kind: "approval_value", value: "1000000", validMinutes: 60, priceMoved: 0.01 },
];
export const POSITIONS = 200;

/** Gives an account of the bench so many positions, each with a price and a year of daily closes, and those limits. */
export async function makeHeavy(database: BenchDatabase, place: number, traded: Instrument): Promise<void> {
  const { deps } = database.house;
  const accountId = accountOf(place);
  const held: Instrument[] = [];
  const closes = dailyCloses(openingMs(deps.clock.nowMs()));
  for (let at = 0; at < POSITIONS; at += 1) {
    const instrument = await holdOf(database, place, `HELD${at}`);
    await ingestBars(database, instrument, closes, "1d");
    held.push(instrument);
  }
  // Where a sector is unknown nothing new passes its limit.
  await deps.transactions.run((tx) =>
    makeInstrumentCatalog(deps.sql).saveListed(
      tx,
      [traded, ...held].map(({ symbol }, at) => ({ line: at + 1, symbol, sector: "Tech", aliases: [] })),
      { kind: "crypto", currency: "USD" },
      deps.clock.nowMs(),
    ),
  );
  const machine = { kind: "cli", userId: null, requestId: "bench" } as const;
  for (const terms of LIMITS) {
    const scope = { of: "account", subject: accountId } as const;
    const asked = await makeRiskFlows(deps).askLimit(machine, {
      limitId: null,
      scope,
      name: null,
      terms,
      reason: "bench",
    });
    if (!asked.ok) throw new WrongAnswer(`a limit on ${terms.kind} is set, was ${asked.error.kind}`);
  }
}

/** From before the account was opened until yesterday. */
function dailyCloses(openedMs: number): BarColumns {
  const bars = makeBarColumns(ACCOUNT_DAYS + 1);
  for (let at = 0; at <= ACCOUNT_DAYS; at += 1) {
    bars.time[at] = openedMs + (at - 1) * DAY_MS;
    for (const of of ["open", "high", "low", "close"] as const) bars[of][at] = 100;
    bars.volume[at] = 1_000;
  }
  return bars;
}
