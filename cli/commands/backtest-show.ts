import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { ok, RunId } from "@/modules/_kernel";
import type { BacktestRunView } from "@/server/flows/contract";
import type { ExaminationView } from "@/server/flows/contract/examination";
import type { RunNoteView } from "@/server/flows/contract/runs";
import type { AppError } from "@/server/flows/errors";
import { withHouse } from "../house";
import { fail, print, refuse, type Sentences } from "../refusal";
import { iso } from "./backtest-sentences";

/** `bifrost backtest show`: the verdict on a stored run, and its tear sheet as one file. */

interface Options {
  readonly html?: string;
  readonly notes?: true;
  readonly json?: true;
}

export function registerShow(backtest: Command): void {
  backtest
    .command("show")
    .argument("<run>", "id of a run, as its card names it")
    .description("how likely a stored run is luck; with --html its tear sheet as one file")
    .option("--html <file>", "write the tear sheet: one file that needs no network")
    .option("--notes", "what its strategy wrote about its decisions, oldest first")
    .option("--json", "print everything as JSON")
    .action(show);
}

const SENTENCES: Sentences = {
  "backtest.not_found": () => "There is no such run: the run card on the backtest page names its id.",
  "backtest.not_finished": ({ status }) => `The run has no result: it is ${String(status)}.`,
};

async function show(text: string, options: Options): Promise<void> {
  if (!RunId.is(text)) return fail(`${text} is no id of a run.`);
  await withHouse(async ({ deps }) => {
    const [{ makeBacktestFlows }, { makeRunsFlows }] = await Promise.all([
      import("@/server/flows/backtest-flows"),
      import("@/server/flows/runs/runs-flows"),
    ]);
    const flows = makeBacktestFlows(deps);
    const refused = (error: AppError) => refuse(error, SENTENCES, { json: options.json === true });
    const run = await flows.getBacktest(text);
    if (!run.ok) return refused(run.error);
    const found = await flows.readExamination(text);
    if (!found.ok) return refused(found.error);
    const notes = options.notes === true ? await makeRunsFlows(deps).readRunNotes(text) : ok([]);
    if (!notes.ok) return refused(notes.error);
    if (options.html !== undefined) {
      const sheet = await flows.tearSheetFile(text);
      if (!sheet.ok) return refused(sheet.error);
      await writeFile(options.html, sheet.value.html);
    }
    if (options.json === true)
      print(JSON.stringify({ run: run.value, examination: found.value?.examination ?? null, notes: notes.value }));
    else print([toText(run.value, found.value), ...notes.value.map(noteText)].join("\n"));
    if (options.html !== undefined && options.json !== true) print(`Tear sheet written to ${options.html}`);
  });
}

const noteText = ({ atMs, text }: RunNoteView) => `${atMs === null ? "before the first bar" : iso(atMs)}  ${text}`;

function toText({ strategyTitle, spec, stats }: BacktestRunView, found: ExaminationView | null): string {
  const percent = (value: number | null | undefined) =>
    value === null || value === undefined ? "not defined" : `${(value * 100).toFixed(2)} %`;
  const lines = [
    `${strategyTitle} on ${spec.symbol} ${spec.resolution}`,
    found === null ? "Verdict: not examined yet" : `Verdict: ${found.examination.verdict}`,
    ...(found?.examination.findings ?? []).map(({ severity, sentence, todo }) => `  ${severity}: ${sentence} ${todo}`),
    `Total return ${percent(stats?.totalReturn)} (held: ${percent(stats?.benchmarkReturn)}), worst drawdown ${percent(stats?.maxDrawdown)}`,
  ];
  return lines.join("\n");
}
