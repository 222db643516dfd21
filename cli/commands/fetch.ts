import { type Command, InvalidArgumentError, Option } from "commander";
import { INSTRUMENT_KINDS, type InstrumentKind, RESOLUTIONS, type Resolution } from "@/modules/data";
import type { BackfillPart, BackfillView } from "@/server/flows/contract/backfill";
import type { AppError } from "@/server/flows/errors";
import { type CommandHouse, interruptSignal, withHouse } from "../house";
import { openJobRunner, waitForEnd } from "../job-runner";

/** `bifrost fetch`: history from a feed, in this process or beside the workers, straight into the installation's database. */

const EXIT_REFUSED = 2;
const EXIT_INTERRUPTED = 130;
const FETCHES_SHOWN = 50;

interface FetchOptions {
  readonly feed: string;
  readonly alias?: string;
  readonly resolution: Resolution;
  readonly from?: string;
  readonly to?: string;
  readonly follow?: true;
  readonly name: string;
  readonly kind?: InstrumentKind;
  readonly currency: string;
  readonly timeZone: string;
  readonly json?: true;
}

export function register(program: Command): void {
  const command = program.command("fetch").description("bring history from a feed, resume a fetch, list fetches");
  command
    .command("bars", { isDefault: true })
    .description("bring bars of one symbol; may be interrupted and goes on where it was")
    .argument("<symbol>", "instrument, such as SPY")
    .requiredOption("--feed <feed>", "where from, such as yahoo; `bifrost feeds` shows them")
    .addOption(new Option("--resolution <resolution>", "of the bars").choices(RESOLUTIONS).default("1d"))
    .option("--alias <name>", "what the feed calls it, where that is not the symbol")
    .option("--from <date>", "first session, YYYY-MM-DD; as far back as is usual where it is left out", parseDate)
    .option("--to <date>", "last session, YYYY-MM-DD; now where it is left out", parseDate)
    .option("--follow", "bring it up to date after each session from now on")
    .addOption(new Option("--kind <kind>", "makes the instrument where it is new").choices(INSTRUMENT_KINDS))
    .option("--name <name>", "of a new instrument", "")
    .option("--currency <code>", "of a new instrument's prices", "USD")
    .option("--time-zone <zone>", "of a new instrument's exchange", "America/New_York")
    .option("--json", "the outcome as JSON")
    .action((symbol: string, options: FetchOptions) => withHouse((house) => fetchBars(house, symbol, options)));
  command
    .command("resume")
    .description("go on with a fetch that failed or was canceled")
    .argument("<id>", "as `fetch list` shows it")
    .option("--json", "the outcome as JSON")
    .action((id: string, options: Pick<FetchOptions, "json">) => withHouse((house) => resume(house, id, options)));
  command
    .command("list")
    .description("fetches, newest first")
    .argument("[symbol]", "of one instrument")
    .option("--json", "as JSON")
    .action((symbol: string | undefined, options: Pick<FetchOptions, "json">) =>
      withHouse((house) => list(house, symbol ?? null, options)),
    );
}

function parseDate(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError("A date like 2020-12-31.");
  }
  return text;
}

async function flowsOf({ deps }: CommandHouse) {
  const { makeBackfillFlows } = await import("@/server/flows/backfill/backfill-flows");
  return makeBackfillFlows(deps);
}

async function fetchBars(house: CommandHouse, symbol: string, options: FetchOptions): Promise<void> {
  const { name, kind, currency, timeZone, feed, resolution } = options;
  const flows = await flowsOf(house);
  const started = await flows.startBackfill(house.actor, {
    symbol,
    feed,
    alias: options.alias ?? null,
    resolution,
    from: options.from ?? null,
    to: options.to ?? null,
    bulk: false,
    follow: options.follow === true,
    instrument: kind === undefined ? null : { name, kind, currency, timeZone },
  });
  if (started.ok) await bring(house, started.value, options);
  else refuse(started.error, options);
}

async function resume(house: CommandHouse, id: string, options: Pick<FetchOptions, "json">): Promise<void> {
  const resumed = await (await flowsOf(house)).resumeBackfill(house.actor, id);
  if (resumed.ok) await bring(house, [resumed.value], options);
  else refuse(resumed.error, options);
}

/** Does the work here, unless a worker was faster; then waits for its end. Ctrl-C leaves what has come. */
async function bring(
  house: CommandHouse,
  parts: readonly BackfillPart[],
  options: Pick<FetchOptions, "json">,
): Promise<void> {
  const flows = await flowsOf(house);
  const stop = interruptSignal();
  const runner = await openRunner(house);
  stop.signal.addEventListener("abort", () => runner.release(), { once: true });
  try {
    for (const { fetchId, jobId } of parts) {
      await runner.take(jobId);
      const ended = await waitForEnd(house, jobId, { signal: stop.signal, unit: "days" });
      const view = await flows.getBackfill(fetchId);
      if (view.ok) say(view.value, options);
      if (!ended) {
        process.stderr.write("Interrupted: a worker goes on with it, or `bifrost fetch resume` does.\n");
        process.exitCode = EXIT_INTERRUPTED;
        return;
      }
    }
  } finally {
    stop.release();
    await runner.close();
  }
}

async function openRunner(house: CommandHouse) {
  const [{ makeBackfillJobs }, { keepRejected }] = await Promise.all([
    import("@/server/flows/backfill/backfill-jobs"),
    import("@/server/flows/backfill/keep-rejected"),
  ]);
  return openJobRunner(house, makeBackfillJobs({ ...house.deps, keepRejected }));
}

async function list(house: CommandHouse, symbol: string | null, options: Pick<FetchOptions, "json">): Promise<void> {
  const { rows } = await (await flowsOf(house)).listBackfills({ symbol, cursor: null, limit: FETCHES_SHOWN });
  if (options.json === true) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else for (const row of rows) process.stdout.write(`${row.fetchId}\t${sentenceOf(row)}\n`);
}

const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);

function sentenceOf(view: BackfillView): string {
  const { symbol, resolution, feed, status, inserted, replaced, unchanged, kept, quarantined, refusal } = view;
  const differing = kept > 0 ? `, ${kept} differ from another source` : "";
  const doubted = quarantined > 0 ? `, ${quarantined} not believed` : "";
  const why = refusal === null ? "" : ` (${refusal.reason}${refusal.detail === "" ? "" : `: ${refusal.detail}`})`;
  const counts = `${inserted} added, ${replaced} replaced, ${unchanged} unchanged${differing}${doubted}`;
  return `${symbol} ${resolution} from ${feed}, ${date(view.fromMs)} to ${date(view.toMs)}: ${status}${why}, ${counts}.`;
}

function say(view: BackfillView, options: Pick<FetchOptions, "json">): void {
  process.stderr.write(process.stderr.isTTY ? "\r\u001b[K" : "");
  process.stdout.write(options.json === true ? `${JSON.stringify(view)}\n` : `${sentenceOf(view)}\n`);
  if (view.status === "failed" || view.status === "canceled") process.exitCode = EXIT_REFUSED;
}

function refuse(error: AppError, options: Pick<FetchOptions, "json">): void {
  if (options.json === true) process.stdout.write(`${JSON.stringify({ error })}\n`);
  const { kind, facts = {} } = error;
  const words = {
    "backfill.feed_unknown": `There is no feed ${facts["feed"]}: \`bifrost feeds\` shows them.`,
    "backfill.resolution_unsupported": `${facts["feed"]} has no ${facts["resolution"]} bars; it has ${facts["expected"]}.`,
    "backfill.symbol_unknown": `${facts["feed"]} has nothing called ${facts["alias"]}: give --alias, or another feed.`,
    "backfill.range_empty": "The first date is after the last, or in the future.",
    "backfill.alias_taken": `${facts["feed"]} uses ${facts["alias"]} for another instrument: give --alias.`,
    "backfill.refused": `${facts["feed"]} cannot be asked: ${facts["reason"]}.`,
    "backfill.not_found": "There is no such fetch: `bifrost fetch list` shows them.",
    "backfill.at_work": "It is at work already, or complete.",
    "instrument.not_found": `There is no instrument ${facts["symbol"]}: --kind makes it.`,
    "instrument.symbol_malformed": `"${facts["symbol"]}" is no symbol: 1 to 32 of A-Z, 0-9 and ^ . _ = / : -.`,
  }[kind as string];
  process.stderr.write(`${words ?? `Refused: ${kind}.`}\n`);
  process.exitCode = EXIT_REFUSED;
}
