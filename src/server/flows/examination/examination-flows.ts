import { EpochMs, err, ok } from "@/modules/_kernel";
import { isoTime, type NamedColumns } from "@/modules/data";
import { drawdownSeries } from "@/modules/risk";
import { type BacktestRun, symbolsOf } from "@/modules/strategy";
import { makeExaminationStore, makeRunStore } from "@/modules/strategy/server";
import { tearSheetDocument } from "../../documents/tear-sheet/tear-sheet-document";
import { appendAudit } from "../../platform/audit";
import { toRunView } from "../backtest-views";
import type { Flows } from "../contract";
import type { ExaminationFlows } from "../contract/examination";
import type { FlowDeps } from "../deps";
import { thin } from "../read-backtests";
import { examinationTitle, submitExamination } from "./examine-run";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "work" | "clock" | "build">;

/** Trades that a file lists: what a browser still opens at once. The page has them all. */
const TRADES_IN_FILE = 2_000;
const CURVES = ["time", "equity", "benchmark"];

type Stats = NonNullable<BacktestRun["stats"]>;

/** Columns of what each instrument of a run on several was worth. */
const worthsOf = ({ portfolio }: Stats): readonly string[] =>
  portfolio === undefined ? [] : ["positionTime", ...portfolio.instruments.map((_, place) => `worth${place}`)];

/** Share of equity in each instrument, at the moments that are kept. */
function positionsOf(stored: NamedColumns, { portfolio }: Stats) {
  const column = (name: string) => stored[name] ?? new Float64Array(0);
  const [time, momentsOfEquity, equity] = [column("positionTime"), column("time"), column("equity")];
  let at = 0;
  const whole = time.map((moment) => {
    while ((momentsOfEquity[at + 1] ?? Number.POSITIVE_INFINITY) <= moment) at += 1;
    return equity[at] ?? Number.NaN;
  });
  const weights = (portfolio?.instruments ?? []).map(({ symbol }, place) => ({
    symbol,
    values: column(`worth${place}`).map((worth, i) => worth / (whole[i] ?? Number.NaN)),
  }));
  return { time, weights };
}

/** What examinations found, and tear sheets as files. */
export function makeExaminationFlows(deps: Deps, { listTrades }: Pick<Flows, "listTrades">): ExaminationFlows {
  const { sql, prisma, transactions, work, clock, build } = deps;
  const runs = makeRunStore(sql, prisma);
  const examinations = makeExaminationStore(sql);
  return {
    async readExamination(runId) {
      if ((await runs.find(runId)) === null) return err({ kind: "backtest.not_found" });
      return ok(await examinations.find(runId));
    },

    async examineBacktest(actor, runId) {
      const run = await runs.find(runId);
      if (run === null) return err({ kind: "backtest.not_found" });
      if (run.status !== "succeeded") return err({ kind: "backtest.not_finished", facts: { status: run.status } });
      const jobId = await transactions.run(async (tx) => {
        const submitted = await submitExamination(work, tx, {
          runId,
          title: examinationTitle(run),
          requestId: actor.requestId,
        });
        await appendAudit(tx, {
          actor,
          action: "backtest.examine",
          subjectType: "backtest",
          subjectId: runId,
          details: { strategy: run.spec.strategy, symbol: run.spec.symbol },
        });
        return submitted;
      });
      return ok({ jobId });
    },

    async tearSheetFile(runId) {
      const run = await runs.find(runId);
      if (run === null) return err({ kind: "backtest.not_found" });
      const { card, stats } = run;
      if (card === null || stats === null) return err({ kind: "backtest.not_finished", facts: { status: run.status } });
      const [view, found, stored, trades] = await Promise.all([
        toRunView(sql, run),
        examinations.find(runId),
        runs.readSeries(runId, [...CURVES, ...worthsOf(stats)]),
        listTrades(runId, { offset: 0, limit: TRADES_IN_FILE }),
      ]);
      const column = (name: string) => stored[name] ?? new Float64Array(0);
      const curves = thin({
        time: column("time"),
        equity: column("equity"),
        benchmark: column("benchmark"),
        drawdown: drawdownSeries(column("equity")),
      });
      const html = tearSheetDocument({
        run: { ...view, card, stats },
        examination: found?.examination ?? null,
        curves,
        positions: positionsOf(stored, stats),
        trades: trades.ok ? trades.value : { total: 0, rows: [] },
        madeAt: isoTime(clock.nowMs()),
        version: build.version,
      });
      const day = isoTime(EpochMs.of(card.lastMs)).slice(0, 10);
      const symbol = symbolsOf(run.spec)
        .join("-")
        .slice(0, 60)
        .replaceAll(/[^A-Za-z0-9-]+/g, "");
      return ok({ fileName: `tear-sheet-${run.spec.strategy}-${symbol}-${day}.html`, html });
    },
  };
}
