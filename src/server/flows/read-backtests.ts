import { EpochMs, err, ok, RunId } from "@/modules/_kernel";
import { encodeColumns, type NamedColumns } from "@/modules/data";
import { drawdownSeries } from "@/modules/risk";
import { portfolioCatalog, type StrategyDefinition, strategyCatalog, symbolsOf } from "@/modules/strategy";
import { makeRunStore } from "@/modules/strategy/server";
import { toRunView } from "./backtest-views";
import type { Flows, TradeView } from "./contract";
import type { FlowDeps } from "./deps";

type ReadFlows = Pick<Flows, "listStrategies" | "getBacktest" | "listBacktests" | "listTrades" | "readBacktestSeries">;

/** Points of a curve that a screen can tell apart, with room to zoom. Longer curves are thinned, see {@link thin}. */
export const CURVE_POINTS_MAX = 20_000;

const CURVES = ["time", "equity", "benchmark"];
const FILLS = ["fillTime", "fillPrice", "fillQuantity"];

/** Columns that only a run on several instruments has; 0 for any other. */
const columnsOfSeveral = (count: number): readonly string[] =>
  count === 0
    ? []
    : [
        "fillInstrument",
        "positionTime",
        ...Array.from({ length: count }, (_, place) => [`worth${place}`, `profit${place}`]).flat(),
      ];

type Named = Pick<StrategyDefinition, "name" | "title" | "description" | "source" | "version">;
const shownOf = ({ name, title, description, source, version }: Named) => ({
  name,
  title,
  description,
  source,
  version,
});

/** Backtests as people look at them. */
export function makeReadBacktests({ sql, prisma }: Pick<FlowDeps, "sql" | "prisma">): ReadFlows {
  const runs = makeRunStore(sql, prisma);
  return {
    listStrategies: () => [
      ...strategyCatalog.map(({ fields, ...strategy }) => ({
        ...shownOf(strategy),
        parameters: fields,
        instruments: { minimum: 1, maximum: 1 },
        series: [],
      })),
      ...portfolioCatalog.map(({ fields, instruments, series, ...strategy }) => ({
        ...shownOf(strategy),
        parameters: fields,
        instruments,
        series,
      })),
    ],

    async getBacktest(runId) {
      const run = await runs.find(runId);
      return run === null ? err({ kind: "backtest.not_found" }) : ok(await toRunView(sql, run));
    },

    async listBacktests({ cursor, limit, ...filter }) {
      const page = await runs.list(filter, parseCursor(cursor), limit);
      const rows = await Promise.all(page.map((run) => toRunView(sql, run)));
      const last = page.length < limit ? undefined : page.at(-1);
      return { rows, cursor: last === undefined ? null : `${last.createdAtMs}.${last.runId}` };
    },

    async listTrades(runId, { offset, limit }) {
      const run = await runs.find(runId);
      if (run === null) return err({ kind: "backtest.not_found" });
      const { total, columns } = await runs.readTrades(runId, offset, limit);
      return ok({ total, rows: toTrades(columns, symbolsOf(run.spec)) });
    },

    async readBacktestSeries(runId) {
      const run = await runs.find(runId);
      if (run === null) return err({ kind: "backtest.not_found" });
      if (run.status !== "succeeded") return err({ kind: "backtest.not_finished", facts: { status: run.status } });
      const several = columnsOfSeveral(run.stats?.portfolio?.instruments.length ?? 0);
      const stored = await runs.readSeries(runId, [...CURVES, ...FILLS, ...several]);
      const pick = (names: readonly string[]) =>
        Object.fromEntries(names.map((name) => [name, stored[name] ?? new Float64Array(0)]));
      const curves = pick(CURVES);
      // Every bar counts for a drawdown, so it is drawn before the curve is thinned.
      const drawdown = drawdownSeries(curves["equity"] ?? new Float64Array(0));
      return ok(encodeColumns({ ...thin({ ...curves, drawdown }), ...pick([...FILLS, ...several]) }));
    },
  };
}

/** A cursor this server gave out, or null: what is none starts from the top. */
function parseCursor(cursor: string | null) {
  const at = cursor?.indexOf(".") ?? -1;
  if (cursor === null || at < 1) return null;
  const [createdAtMs, runId] = [Number(cursor.slice(0, at)), cursor.slice(at + 1)];
  return EpochMs.is(createdAtMs) && RunId.is(runId) ? { createdAtMs, runId } : null;
}

/**
 * The curves at no more than {@link CURVE_POINTS_MAX} bars: of each of equal stretches the bars of the lowest and of the
 * highest equity, and the first and last bar of all. Every point that is left is true; none is averaged.
 */
export function thin(curves: NamedColumns): NamedColumns {
  const equity = curves["equity"] ?? new Float64Array(0);
  if (equity.length <= CURVE_POINTS_MAX) return curves;
  const stretches = CURVE_POINTS_MAX / 2 - 1;
  const kept = new Set([0, equity.length - 1]);
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = Math.floor((stretch * equity.length) / stretches);
    const to = Math.floor(((stretch + 1) * equity.length) / stretches);
    let [lowest, highest] = [from, from];
    for (let i = from; i < to; i += 1) {
      const value = equity[i] ?? Number.NaN;
      if (value < (equity[lowest] ?? Number.NaN)) lowest = i;
      if (value > (equity[highest] ?? Number.NaN)) highest = i;
    }
    kept.add(lowest).add(highest);
  }
  const bars = Float64Array.from(kept).toSorted();
  return Object.fromEntries(
    Object.entries(curves).map(([name, column]) => [name, bars.map((bar) => column[bar] ?? Number.NaN)]),
  );
}

function toTrades(columns: NamedColumns, symbols: readonly string[]): readonly TradeView[] {
  const at = (name: string, index: number) => columns[name]?.[index] ?? Number.NaN;
  return Array.from(columns["tradeSide"] ?? [], (side, index) => ({
    symbol: symbols[columns["tradeInstrument"]?.[index] ?? 0] ?? "",
    side: side > 0 ? "long" : "short",
    quantity: at("tradeQuantity", index),
    entryMs: EpochMs.of(at("tradeEntryTime", index)),
    exitMs: EpochMs.of(at("tradeExitTime", index)),
    entryPrice: at("tradeEntryPrice", index),
    exitPrice: at("tradeExitPrice", index),
    bars: at("tradeExitBar", index) - at("tradeEntryBar", index),
    pnl: at("tradePnl", index),
    commission: at("tradeCommission", index),
    adverse: columns["tradeAdverse"]?.[index] ?? null,
    favourable: columns["tradeFavourable"]?.[index] ?? null,
  }));
}
