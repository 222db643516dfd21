import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { ImportId } from "@/modules/_kernel";
import {
  BAR_COLUMN_NAMES,
  type BarColumnName,
  type CsvReading,
  DELIMITERS,
  INSTRUMENT_KINDS,
  type InstrumentKind,
  isCurrency,
  RESOLUTIONS,
  type Resolution,
  TIME_FORMAT_EXAMPLES,
  TIME_FORMATS,
  type TimeFormat,
} from "@/modules/data";
import type { ImportView } from "@/server/flows/contract";
import type { AppError, AppErrorKind, ErrorFact } from "@/server/flows/errors";
import { type CommandHouse, interruptSignal, makeProgress, withHouse } from "../house";
import { counted } from "./counted";
import { registerLists } from "./import-lists";

/** `bifrost import`: bars from files, in this process, straight into the installation's database. */

/** Wrong use or a file that cannot be taken, each line of it named. */
const EXIT_BAD_INPUT = 2;
/** What a shell calls "ended by Ctrl-C". */
const EXIT_INTERRUPTED = 130;
const IMPORTS_SHOWN = 50;

interface BarsOptions {
  readonly symbol: string;
  readonly resolution?: Resolution;
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly currency: string;
  readonly timeZone: string;
  readonly timeFormat?: TimeFormat;
  readonly delimiter?: CsvReading["delimiter"];
  readonly map: Readonly<Partial<Record<BarColumnName, string>>>;
  readonly header: boolean;
  readonly decimalComma?: boolean;
  readonly skipBadLines?: boolean;
  readonly json?: boolean;
}

export function register(program: Command): void {
  const command = program.command("import").description("import bars or symbols from a file, undo an import");
  command
    .command("bars")
    .description("import a CSV or Parquet file of bars: all of it, or nothing and a list of what is wrong")
    .argument("<file>", "the file")
    .requiredOption("--symbol <symbol>", "whose bars they are, such as SPY", (text: string) => text.toUpperCase())
    .addOption(new Option("--resolution <resolution>", "time of one bar; guessed from the rows").choices(RESOLUTIONS))
    .option("--name <name>", "name of a new instrument", "")
    .addOption(new Option("--kind <kind>", "kind of a new instrument").choices(INSTRUMENT_KINDS).default("equity"))
    .option("--currency <code>", "currency of a new instrument's prices", "USD")
    .option("--time-zone <zone>", "zone of times that name none, such as America/New_York", "UTC")
    .addOption(new Option("--time-format <format>", "how times are written; found out").choices(TIME_FORMATS))
    .addOption(new Option("--delimiter <mark>", 'between cells; found out; "\\t" is a tab').argParser(parseDelimiter))
    .option(
      "--map <field=column...>",
      "which column is which: time=Date close=3 (names, or numbers from 0)",
      parseMap,
      {},
    )
    .option("--no-header", "the first line is a bar, not names")
    .option("--decimal-comma", "numbers like 1.234,5")
    .option("--skip-bad-lines", "import the good lines and count the bad ones")
    .option("--json", "the outcome as JSON on standard output")
    .addHelpText(
      "after",
      `\nTime formats: ${TIME_FORMATS.map((format) => `${format} (${TIME_FORMAT_EXAMPLES[format]})`).join("; ")}.`,
    )
    .action(importBars);
  command
    .command("symbols")
    .description("import a CSV list of instruments: all of it, or nothing and a list of what is wrong")
    .argument("<file>", "the file; its first line names the columns, of which symbol must be one")
    .addOption(
      new Option("--kind <kind>", "of new symbols whose line does not say").choices(INSTRUMENT_KINDS).default("equity"),
    )
    .option("--currency <code>", "of new symbols whose line does not say", "USD")
    .option("--json", "the outcome as JSON on standard output")
    .addHelpText(
      "after",
      "\nColumns: symbol, name, kind, currency, tick, lot, multiplier, calendar, time_zone, sector, status, isin, alias:<source>. " +
        "What a line leaves empty keeps its value.",
    )
    .action(importSymbols);
  command
    .command("undo")
    .description("take an import back: its bars go, what they replaced returns")
    .argument("<id>", "the import's id, as `import list` shows it")
    .option("--json", "the outcome as JSON")
    .action(undo);
  registerLists(command);
  command.command("list").description("imports, newest first").option("--json", "as JSON").action(list);
}

function parseDelimiter(text: string): CsvReading["delimiter"] {
  const mark = DELIMITERS.find((delimiter) => delimiter === (text === "\\t" || text === "tab" ? "\t" : text));
  if (mark === undefined) throw new InvalidArgumentError('Use one of , ; | or "\\t".');
  return mark;
}

function parseMap(text: string, before: BarsOptions["map"]): BarsOptions["map"] {
  const at = text.indexOf("=");
  const [name, column] = [text.slice(0, at), text.slice(at + 1)];
  const field = BAR_COLUMN_NAMES.find((candidate) => candidate === name);
  if (at < 1 || field === undefined || column === "") {
    throw new InvalidArgumentError(`Write field=column, field being one of ${BAR_COLUMN_NAMES.join(", ")}.`);
  }
  return { ...before, [field]: column };
}

async function importBars(path: string, options: BarsOptions): Promise<void> {
  if (!(await isFile(path))) {
    fail(`There is no file ${path}.`);
    return;
  }
  // Before the database is opened: it leaves the signals to a command that listens itself.
  const stop = interruptSignal();
  try {
    await withHouse((house) => importFile(house, path, options, stop.signal));
  } finally {
    stop.release();
  }
}

async function importFile(
  { deps, actor }: CommandHouse,
  path: string,
  options: BarsOptions,
  signal: AbortSignal,
): Promise<void> {
  const [{ openBarFile, previewFile }, flow] = await Promise.all([
    import("@/modules/data/server"),
    import("@/server/flows/import-bars"),
  ]);
  const file = await openBarFile(resolve(path), basename(path));
  const seen = await previewFile({
    file,
    reading: null,
    resolution: options.resolution ?? null,
    timeZone: options.timeZone,
    ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter }),
  });
  if (!seen.ok) {
    refuse(flow.toAppError(seen.error), options);
    return;
  }
  if (seen.value.ambiguousDates && options.timeFormat === undefined) {
    fail(`${seen.value.notes[0] ?? "Dates can be read in two ways."} Add --time-format mdy or --time-format dmy.`);
    return;
  }
  const reading = readingOf(seen.value.reading, options);
  const refusal = flow.refuseInput({ ...options, reading });
  if (refusal !== null) {
    refuse(refusal, options);
    return;
  }
  const { symbol, name, kind, currency } = options;
  const request = {
    symbol,
    name,
    kind,
    currency,
    reading,
    importId: ImportId.of(deps.newId()),
    resolution: options.resolution ?? seen.value.suggestedResolution,
    skipInvalidRows: options.skipBadLines === true,
    path: resolve(path),
    fileName: basename(path),
    sha256: await file.sha256(),
  };
  const done = await flow.makeImportFile(deps)(request, actor, { signal, progress: makeProgress() });
  process.stderr.write(process.stderr.isTTY ? "\r\u001b[K" : "");
  if (!done.ok) {
    refuse(done.error, options);
    if (done.error.kind === "import.canceled") process.exitCode = EXIT_INTERRUPTED;
    return;
  }
  const { inserted, replaced, unchanged, skipped, resolution, importId } = done.value;
  const skippedText = skipped > 0 ? `, ${skipped} bad lines left out` : "";
  say(
    options,
    done.value,
    `${symbol} ${resolution}: ${inserted} bars added, ${replaced} replaced, ${unchanged} unchanged${skippedText} (import ${importId}).`,
  );
}

interface SymbolsOptions {
  readonly kind: InstrumentKind;
  readonly currency: string;
  readonly json?: boolean;
}

async function importSymbols(path: string, options: SymbolsOptions): Promise<void> {
  if (!(await isFile(path))) {
    fail(`There is no file ${path}.`);
    return;
  }
  const { kind, currency } = options;
  if (!isCurrency(currency)) {
    refuse({ kind: "currency.unknown", facts: { currency } }, options);
    return;
  }
  const stop = interruptSignal();
  try {
    await withHouse(async ({ deps, actor }) => {
      const [{ openListFile }, { makeImportSymbolList }] = await Promise.all([
        import("@/modules/data/server"),
        import("@/server/flows/instruments/import-symbols"),
      ]);
      const file = await openListFile(resolve(path), basename(path));
      const watch = { signal: stop.signal, progress: makeProgress() };
      const done = await makeImportSymbolList(deps)({ file, defaults: { kind, currency } }, actor, watch);
      process.stderr.write(process.stderr.isTTY ? "\r\u001b[K" : "");
      if (!done.ok) {
        refuse(done.error, options);
        if (done.error.kind === "import.canceled") process.exitCode = EXIT_INTERRUPTED;
        return;
      }
      const { inserted, updated, unchanged } = done.value;
      say(options, done.value, `${inserted} symbols added, ${updated} changed, ${unchanged} unchanged.`);
    });
  } finally {
    stop.release();
  }
}

/** What was found out, with what the person said instead. */
function readingOf(found: CsvReading, options: BarsOptions): CsvReading {
  return {
    ...found,
    hasHeader: options.header && found.hasHeader,
    columns: { ...found.columns, ...options.map },
    ...(options.timeFormat === undefined ? {} : { timeFormat: options.timeFormat }),
    ...(options.decimalComma === true ? { decimalComma: true } : {}),
  };
}

async function undo(id: string, options: { readonly json?: boolean }): Promise<void> {
  if (!ImportId.is(id)) {
    fail(`"${id}" is no import id: \`bifrost import list\` shows them.`);
    return;
  }
  await withHouse(async ({ deps, actor }) => {
    const { makeUndoImport } = await import("@/server/flows/undo-import");
    const undone = await makeUndoImport(deps)(actor, id);
    if (!undone.ok) refuse(undone.error, options);
    else {
      const { inserted, replaced, symbol, resolution } = undone.value;
      say(options, undone.value, `${symbol} ${resolution}: ${inserted} bars removed, ${replaced} put back.`);
    }
  });
}

async function list(options: { readonly json?: boolean }): Promise<void> {
  await withHouse(async ({ deps }) => {
    const { makeDataFlows } = await import("@/server/flows/data-flows");
    const { rows } = await makeDataFlows(deps).listImports({ cursor: null, limit: IMPORTS_SHOWN });
    if (options.json === true) process.stdout.write(`${JSON.stringify(rows)}\n`);
    else for (const row of rows) process.stdout.write(`${describe(row)}\n`);
  });
}

function describe({
  importId,
  symbol,
  resolution,
  inserted,
  replaced,
  unchanged,
  fileName,
  createdAt,
  undoneAt,
}: ImportView) {
  const counts = `${inserted} added, ${replaced} replaced, ${unchanged} unchanged`;
  const end = undoneAt === null ? "" : `\tundone ${new Date(undoneAt).toISOString()}`;
  return [importId, new Date(createdAt).toISOString(), symbol, resolution, counts, fileName].join("\t") + end;
}

function say(options: { readonly json?: boolean }, value: unknown, sentence: string): void {
  process.stdout.write(options.json === true ? `${JSON.stringify(value)}\n` : `${sentence}\n`);
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = EXIT_BAD_INPUT;
}

/** A refusal, with every line that is at fault: as JSON on standard output when asked for, in words on standard error. */
function refuse(error: AppError, options: { readonly json?: boolean }): void {
  if (options.json === true) process.stdout.write(`${JSON.stringify({ error })}\n`);
  fail(sentenceOf(error));
  for (const { path, message } of error.issues ?? []) process.stderr.write(`  ${path}: ${message}\n`);
}

function sentenceOf({ kind, path, facts = {} }: AppError): string {
  return SENTENCES[kind]?.(facts) ?? `Refused: ${kind}${path === undefined ? "" : ` (${path})`}.`;
}

type Facts = Readonly<Record<string, ErrorFact>>;

/** What these commands can be refused for, and what would pass. */
const SENTENCES: Readonly<Partial<Record<AppErrorKind, (facts: Facts) => string>>> = {
  "import.empty": ({ fileName }) => `There is no row of data in ${fileName}.`,
  "import.not_text": ({ fileName, looksLike }) =>
    `${fileName} looks like ${looksLike}: export the bars as CSV in UTF-8.`,
  "import.unreadable": ({ fileName, reason }) => `${fileName} cannot be read: ${reason}.`,
  "replay.symbol_reserved": () => "Symbols that begin with REPLAY- belong to replays: choose another one.",
  "import.rows_invalid": ({ count, rows }) =>
    `Nothing was imported: ${counted(count, "problem")} in ${counted(rows, "row")}. Correct them, or add --skip-bad-lines.`,
  "import.mapping_incomplete": ({ field, header }) =>
    `No column of the file is the ${field}: add --map ${field}=COLUMN${header ? ` with one of ${header}` : ""}.`,
  "import.symbols_invalid": ({ count, rows }) =>
    `Nothing was imported: ${counted(count, "problem")} in ${counted(rows, "line")}. Correct them and run it again.`,
  "import.symbol_column_missing": ({ header }) => `No column is named symbol: the file has ${header}.`,
  "import.too_many_rows": ({ rowsMax }) => `The file has more than ${rowsMax} rows: split it; the parts merge.`,
  "import.canceled": () => "Interrupted; nothing was imported.",
  "import.not_found": ({ importId }) => `There is no import ${importId}: \`bifrost import list\` shows them.`,
  "import.undone_already": ({ importId }) => `Import ${importId} was undone already.`,
  "import.overlaid": ({ fileName, importId }) =>
    `A later import has the same bars (${fileName}, ${importId}): undo that one first.`,
  "instrument.symbol_malformed": ({ symbol }) => `"${symbol}" is no symbol: 1 to 32 of A-Z, 0-9 and ^ . _ = / : -.`,
  "currency.unknown": ({ currency }) => `"${currency}" is no currency code: write it like USD.`,
  "time_zone.unknown": ({ timeZone }) => `"${timeZone}" is no time zone: write it like America/New_York or UTC.`,
};

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return false;
    throw error;
  }
}
