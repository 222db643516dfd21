import type { CopyPort, EpochMs, SqlPort } from "@/modules/_kernel";
import { type Instrument, makeSeriesReader } from "@/modules/data";
import { makeBarStore } from "@/modules/data/server";
import type { BacktestSpec } from "@/modules/strategy";
import { toAppError } from "./backtest-views";
import type { AppError } from "./errors";

type Window = Pick<BacktestSpec, "resolution" | "from" | "to">;

/** Refuses dates that miss every bar there is, without reading one: the form is told, instead of a job that fails. */
export async function refuseWindow(
  sql: SqlPort & CopyPort,
  instrument: Instrument,
  window: Window,
): Promise<AppError | null> {
  const { resolution } = window;
  const source = await makeSeriesReader(makeBarStore(sql), "stored").sourceOf(instrument, resolution);
  if (source !== null && !isOutside(window, source)) return null;
  const { firstMs = null, lastMs = null } = source ?? {};
  return toAppError({ kind: "backtest.window_empty", symbol: instrument.symbol, resolution, firstMs, lastMs });
}

/** More than the largest offset of a time zone: a date this far outside is outside everywhere. */
const DAY_MS = 86_400_000;

/** Whether the dates miss everything there is, whatever the exchange's clocks. What is close is told by reading the bars. */
function isOutside({ from, to }: Window, { firstMs, lastMs }: { firstMs: EpochMs; lastMs: EpochMs }): boolean {
  if (from !== null && Date.parse(from) - DAY_MS > lastMs) return true;
  return to !== null && Date.parse(to) + 2 * DAY_MS < firstMs;
}
