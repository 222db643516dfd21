import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  EXPORT_FORMATS,
  type ExportFormat,
  PRICE_ADJUSTMENTS,
  type PriceAdjustment,
  RESOLUTIONS,
  type Resolution,
  SERIES_HOURS,
  type SeriesHours,
} from "@/modules/data";
import { type CommandHouse, interruptSignal, withHouse } from "../house";

/** `bifrost export`: bars out of the installation's database into a file, in this process. */

const EXIT_REFUSED = 2;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

interface Options {
  readonly symbol: readonly string[];
  readonly resolution: readonly Resolution[];
  readonly from?: string;
  readonly to?: string;
  readonly format?: ExportFormat;
  readonly prices: PriceAdjustment;
  readonly hours: SeriesHours;
  readonly json?: true;
}

export function register(program: Command): void {
  program
    .command("export")
    .description("bars into a file that the import and other programs read")
    .command("bars")
    .argument("<file>", "where to write; must not exist yet")
    .option("--symbol <symbol>", "only this instrument; may be given more than once", add, [])
    .addOption(
      new Option("--resolution <resolution>", "only this one; may be given more than once")
        .choices(RESOLUTIONS)
        .argParser(addResolution)
        .default([]),
    )
    .option("--from <date>", "first date, YYYY-MM-DD", date)
    .option("--to <date>", "last date, YYYY-MM-DD", date)
    .addOption(new Option("--format <format>", "default: by the file's ending").choices(EXPORT_FORMATS))
    .addOption(new Option("--prices <kind>", "kind of prices").choices(PRICE_ADJUSTMENTS).default("raw"))
    .addOption(
      new Option(
        "--hours <hours>",
        "of markets with extended hours: regular sessions, with extended hours, or what is stored below an hour and sessions above",
      )
        .choices(SERIES_HOURS)
        .default("stored"),
    )
    .option("--json", "print the counts as JSON")
    .action((path: string, options: Options) => withHouse((house) => run(house, path, options)));
}

function add(text: string, before: readonly string[]): readonly string[] {
  return [...before, text.toUpperCase()];
}

function addResolution(text: string, before: readonly Resolution[]): readonly Resolution[] {
  const found = RESOLUTIONS.find((resolution) => resolution === text);
  if (found === undefined) throw new InvalidArgumentError(`Allowed choices are ${RESOLUTIONS.join(", ")}.`);
  return [...before, found];
}

function date(text: string): string {
  if (!DATE.test(text) || Number.isNaN(Date.parse(text))) throw new InvalidArgumentError("a date like 2020-12-31.");
  return text;
}

async function run({ deps }: CommandHouse, given: string, options: Options): Promise<void> {
  const path = resolve(given);
  const format = options.format ?? (path.endsWith(".parquet") ? "parquet" : "csv");
  const { makeBarExport, rangeOf, toAppError } = await import("@/server/flows/export/export-bars");
  const range = rangeOf({ from: options.from ?? null, to: options.to ?? null });
  if (range === null) return refuse("--to is before --from.");
  if (existsSync(path)) return refuse(`${path} is there already: name a new file.`);
  const part = `${path}.part`;
  await rm(part, { force: true });
  const stop = interruptSignal();
  try {
    const selection = {
      format,
      symbols: options.symbol.length === 0 ? null : [...options.symbol],
      resolutions: options.resolution.length === 0 ? null : [...options.resolution],
      adjustment: options.prices,
      hours: options.hours,
      ...range,
    };
    const done = await makeBarExport(deps)(selection, part, { signal: stop.signal, progress: () => undefined });
    if (!done.ok) {
      const { kind, facts } = toAppError(done.error);
      return refuse(SENTENCES[kind]?.(String(facts?.["symbol"] ?? "")) ?? `Refused: ${kind}.`);
    }
    await rename(part, path);
    const { bars, series } = done.value;
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ file: path, format, bars, series })}\n`
        : `${bars} bars of ${series} series are in ${path}.\n`,
    );
  } finally {
    stop.release();
    await rm(part, { force: true });
  }
}

const SENTENCES: Readonly<Partial<Record<string, (symbol: string) => string>>> = {
  "instrument.not_found": (symbol) => `There is no instrument ${symbol}.`,
  "export.not_adjustable": (symbol) => `${symbol} cannot be adjusted: leave it out, or take --prices raw.`,
  "export.nothing": () => "No bar is in this selection: `bifrost quality` lists the series there are.",
  "export.canceled": () => "Interrupted; nothing was written.",
};

function refuse(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = EXIT_REFUSED;
}
