import { type Command, Option } from "commander";
import { RESOLUTIONS, type Resolution } from "@/modules/data";
import type { CoveredSeriesView, FindingView } from "@/server/flows/contract/quality";
import { type CommandHouse, interruptSignal, withHouse } from "../house";

/** `bifrost quality`: what the coverage page shows, without a browser. */

const EXIT_REFUSED = 2;
/** Findings printed of one instrument; the rest is on the coverage page. */
const FINDINGS_MAX = 200;
const SCORE_WIDTH = 5;

interface Options {
  readonly resolution?: Resolution;
  readonly json?: true;
}

export function register(program: Command): void {
  program
    .command("quality")
    .argument("[symbol]", "check this instrument now and list what is found; without it, every series and its score")
    .description("how far bars can be trusted: gaps, jumps, prints, staleness, and a score of 0 to 100")
    .addOption(new Option("--resolution <resolution>", "only this one").choices(RESOLUTIONS))
    .option("--json", "print everything as JSON")
    .action((symbol: string | undefined, options: Options) =>
      withHouse((house) => (symbol === undefined ? list(house, options) : checkOne(house, symbol, options))),
    );
}

async function list({ deps }: CommandHouse, { resolution, json }: Options): Promise<void> {
  const { makeQualityFlows } = await import("@/server/flows/quality/quality-flows");
  const series = (await makeQualityFlows(deps).listCoveredSeries()).filter(
    (one) => resolution === undefined || one.resolution === resolution,
  );
  if (json === true) {
    process.stdout.write(`${JSON.stringify({ series })}\n`);
    return;
  }
  process.stdout.write(series.length === 0 ? "There are no bars yet.\n" : `${series.map(seriesLine).join("\n")}\n`);
}

async function checkOne({ deps }: CommandHouse, asked: string, { resolution, json }: Options): Promise<void> {
  const [{ makeSeriesChecker }, { makeQualityFlows }] = await Promise.all([
    import("@/server/flows/quality/check-quality"),
    import("@/server/flows/quality/quality-flows"),
  ]);
  const symbol = asked.toUpperCase();
  const flows = makeQualityFlows(deps);
  const ofSymbol = async () =>
    (await flows.listCoveredSeries()).filter(
      (one) => one.symbol === symbol && (resolution === undefined || one.resolution === resolution),
    );
  const stop = interruptSignal();
  try {
    const { check } = makeSeriesChecker(deps);
    const before = await ofSymbol();
    if (before.length === 0) {
      process.stderr.write(
        `There are no ${resolution ?? ""} bars of ${symbol}: \`bifrost quality\` lists what there is.\n`,
      );
      process.exitCode = EXIT_REFUSED;
      return;
    }
    for (const one of before) {
      const checked = await check(symbol, one.resolution, { signal: stop.signal, progress: () => undefined });
      if (checked.ok) continue;
      process.stderr.write(`Refused: ${checked.error.kind}.\n`);
      process.exitCode = EXIT_REFUSED;
      return;
    }
  } finally {
    stop.release();
  }
  const series = await ofSymbol();
  const query = { symbol, resolution: resolution ?? null, kind: null, state: "all", cursor: null } as const;
  const { rows: findings, cursor } = await flows.listFindings({ ...query, limit: FINDINGS_MAX });
  if (json === true) {
    process.stdout.write(`${JSON.stringify({ series, findings })}\n`);
    return;
  }
  const more = cursor === null ? [] : [`The first ${FINDINGS_MAX}; the coverage page has all.`];
  process.stdout.write(`${[...series.map(seriesLine), ...findings.map(findingLine), ...more].join("\n")}\n`);
}

const iso = (epochMs: number) => new Date(epochMs).toISOString().replace(".000Z", "Z");
const day = (epochMs: number) => iso(epochMs).slice(0, 10);

function seriesLine({
  symbol,
  resolution,
  bars,
  firstMs,
  lastMs,
  score,
  current,
  calendar,
  open,
}: CoveredSeriesView): string {
  const judged = score === null ? "n/a" : `${score}${current ? "" : "*"}`;
  const found = `${open.error} errors, ${open.warning} warnings, ${open.info} notes`;
  const by = calendar === null ? "no calendar: nothing is said of gaps" : calendar;
  return [judged.padStart(SCORE_WIDTH), symbol, resolution, bars, day(firstMs), day(lastMs), found, by].join("\t");
}

function findingLine({
  severity,
  resolution,
  kind,
  fromMs,
  toMs,
  bars,
  facts,
  explanation,
  reason,
}: FindingView): string {
  const told = Object.entries(facts)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
  const said = explanation === null ? "open" : [explanation, reason].filter((text) => text !== "").join(": ");
  return [`  ${severity}`, resolution, kind, `${iso(fromMs)} to ${iso(toMs)}`, `${bars} bars`, told, said].join("\t");
}
