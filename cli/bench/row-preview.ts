import { performance } from "node:perf_hooks";
import { makeBarColumns } from "@/modules/data";
import { warmPasts } from "@/server/flows/risk/warm-pasts";
import { makeTradingFlows } from "@/server/flows/trading/trading-flows";
import type { BenchDatabase } from "./database";
import type { Figure } from "./figure";
import { WrongAnswer } from "./fixture";
import { holdOf } from "./holdings";
import { benchInstrument, someOrder, trader } from "./order-house";
import { ingestBars } from "./put-bars";

const MUST_MS = 300;
const HOLDINGS = 20;
/** Minutes are rolled up to days where no days are stored: the longest way to a past. */
const DAYS = 60;
const BARS_PER_DAY = 1_440;
const ACCOUNT = 0;

/**
 * A preview with what the order changes of the account's risk: the first of a process, which has read every past ahead as it started,
 * the next, and one after a new minute of everything that is held.
 */
export async function measurePreview(database: BenchDatabase): Promise<readonly Figure[]> {
  const symbol = await openHoldings(database);
  const flows = makeTradingFlows(database.house.deps);
  const preview = async () => {
    const since = performance.now();
    const seen = await flows.previewOrder(trader, { ...someOrder(ACCOUNT, "limit"), symbol });
    if (!seen.ok || seen.value.impact === null) throw new WrongAnswer("a preview tells what the order changes");
    return performance.now() - since;
  };
  const since = performance.now();
  const read = await warmPasts(database.house.deps);
  if (read < HOLDINGS) throw new WrongAnswer(`pasts of ${HOLDINGS} holdings are read, were ${read}`);
  const ahead = performance.now() - since;
  const first = await preview();
  const again = await preview();
  await appendMinutes(database);
  const live = await preview();
  const figure = { row: 10, bars: HOLDINGS, unit: "ms", against: "must", againstValue: MUST_MS } as const;
  return [
    {
      ...figure,
      what: `preview with risk, by holdings, first of a process; read ahead in ${ahead.toFixed(0)} ms`,
      value: first,
    },
    { ...figure, what: "preview with risk, by holdings, the next", value: again },
    { ...figure, what: "preview with risk, by holdings, after a new minute of each", value: live },
  ];
}

async function openHoldings(database: BenchDatabase): Promise<string> {
  const { deps } = database.house;
  const bars = makeBarColumns(DAYS * BARS_PER_DAY);
  const firstMs = Math.floor(deps.clock.nowMs() / 60_000) * 60_000 - DAYS * BARS_PER_DAY * 60_000;
  for (let at = 0; at < DAYS * BARS_PER_DAY; at += 1) {
    bars.time[at] = firstMs + at * 60_000;
    for (const of of ["open", "high", "low", "close"] as const)
      bars[of][at] = 100 + Math.round(Math.sin(at / 977) * 900) / 100;
    bars.volume[at] = 1_000;
  }
  for (let place = 0; place < HOLDINGS; place += 1) {
    const instrument = await holdOf(database, ACCOUNT, `P${place}`);
    await ingestBars(database, instrument, bars);
  }
  return "P0";
}

/** One more minute of each holding, as a live market brings them. */
async function appendMinutes(database: BenchDatabase): Promise<void> {
  const bars = makeBarColumns(1);
  bars.time[0] = Math.floor(database.house.deps.clock.nowMs() / 60_000) * 60_000 + 60_000;
  for (const of of ["open", "high", "low", "close"] as const) bars[of][0] = 101;
  for (let place = 0; place < HOLDINGS; place += 1)
    await ingestBars(database, await benchInstrument(database, `P${place}`), bars);
}
