import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Command } from "commander";
import { LIST_CHARS_MAX } from "@/modules/data";
import type { AppError, AppErrorKind, ErrorFact } from "@/server/flows/errors";
import { withHouse } from "../house";
import { counted } from "./counted";

/** `bifrost import actions` and `bifrost import events`: the lists of the pages of the same name without a browser. */

const EXIT_BAD_INPUT = 2;
/** A character of UTF-8 has four bytes at most. */
const LIST_BYTES_MAX = LIST_CHARS_MAX * 4;

interface ListOptions {
  readonly source?: string;
  readonly skipBadLines?: boolean;
  readonly json?: boolean;
}

export function registerLists(command: Command): void {
  command
    .command("actions")
    .description("import splits, dividends and symbol changes of an instrument from CSV or JSON")
    .argument("<file>", "columns date, type, and ratio, amount, or from and to")
    .requiredOption("--symbol <symbol>", "whose they are, where the list does not say")
    .option("--source <name>", "who says so; the file's name")
    .option("--skip-bad-lines", "import the good lines and count the bad ones")
    .option("--json", "the outcome as JSON on standard output")
    .action(importActions);
  command
    .command("events")
    .description("import economic, earnings and dividend events from CSV or JSON")
    .argument("<file>", "columns date, time, kind, symbol, title, country, importance, actual, forecast, previous")
    .option("--time-zone <zone>", "zone of times that name none, such as America/New_York", "UTC")
    .option("--source <name>", "who says so; the file's name")
    .option("--skip-bad-lines", "import the good lines and count the bad ones")
    .option("--json", "the outcome as JSON on standard output")
    .action(importEvents);
}

async function importActions(path: string, options: ListOptions & { readonly symbol: string }): Promise<void> {
  const text = await readList(path);
  if (text === null) return;
  await withHouse(async ({ deps, actor }) => {
    const { makeCorporateActionFlows } = await import("@/server/flows/corporate-actions/corporate-action-flows");
    const done = await makeCorporateActionFlows(deps).importActions(actor, {
      symbol: options.symbol,
      text,
      source: options.source ?? basename(path),
      skipInvalidRows: options.skipBadLines === true,
    });
    if (!done.ok) return refuse(done.error, options);
    const { symbols, inserted, replaced, unchanged, skipped } = done.value;
    const sentence = `${symbols.join(", ")}: ${inserted} corporate actions added, ${replaced} replaced, ${unchanged} unchanged${leftOut(skipped)}.`;
    say(options, done.value, sentence);
  });
}

async function importEvents(path: string, options: ListOptions & { readonly timeZone: string }): Promise<void> {
  const text = await readList(path);
  if (text === null) return;
  await withHouse(async ({ deps, actor }) => {
    const { makeMarketEventFlows } = await import("@/server/flows/market-events/market-event-flows");
    const done = await makeMarketEventFlows(deps).importEvents(actor, {
      text,
      source: options.source ?? basename(path),
      timeZone: options.timeZone,
      skipInvalidRows: options.skipBadLines === true,
    });
    if (!done.ok) return refuse(done.error, options);
    const { inserted, updated, unchanged, skipped } = done.value;
    say(
      options,
      done.value,
      `${inserted} events added, ${updated} updated, ${unchanged} unchanged${leftOut(skipped)}.`,
    );
  });
}

const leftOut = (skipped: number) => (skipped > 0 ? `, ${skipped} bad lines left out` : "");

/** The text of a list; null when it cannot be read, which was said. Larger files are no list. */
async function readList(path: string): Promise<string | null> {
  try {
    const { size } = await stat(path);
    if (size <= LIST_BYTES_MAX) return await readFile(path, "utf8");
    fail(`${path} is larger than a list may be: split it, the parts merge.`);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    fail(error.code === "ENOENT" ? `There is no file ${path}.` : `${path} cannot be read (${String(error.code)}).`);
  }
  return null;
}

function say(options: ListOptions, value: unknown, sentence: string): void {
  process.stdout.write(options.json === true ? `${JSON.stringify(value)}\n` : `${sentence}\n`);
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = EXIT_BAD_INPUT;
}

function refuse(error: AppError, options: ListOptions): void {
  if (options.json === true) process.stdout.write(`${JSON.stringify({ error })}\n`);
  fail(sentenceOf(error));
  for (const { path, message } of error.issues ?? []) process.stderr.write(`  ${path}: ${message}\n`);
}

function sentenceOf({ kind, path, facts = {} }: AppError): string {
  return SENTENCES[kind]?.(facts) ?? `Refused: ${kind}${path === undefined ? "" : ` (${path})`}.`;
}

type Facts = Readonly<Record<string, ErrorFact>>;

const rowsInvalid = ({ count, rows }: Facts) =>
  `Nothing was imported: ${counted(count, "problem")} in ${counted(rows, "row")}. Correct them, or add --skip-bad-lines.`;

/** What these commands can be refused for, and what would pass. */
const SENTENCES: Readonly<Partial<Record<AppErrorKind, (facts: Facts) => string>>> = {
  "actions.rows_invalid": rowsInvalid,
  "events.rows_invalid": rowsInvalid,
  "instrument.not_found": ({ symbol }) => `There is no instrument ${symbol}: import its bars first.`,
  "instrument.symbol_malformed": ({ symbol }) => `"${symbol}" is no symbol: 1 to 32 of A-Z, 0-9 and ^ . _ = / : -.`,
  "time_zone.unknown": ({ timeZone }) => `"${timeZone}" is no time zone: write it like America/New_York or UTC.`,
  "list.source_malformed": () => "--source takes 1 to 128 characters.",
};
