import { err, ok, type Result } from "@/modules/_kernel";
import { ProblemList, shownValue } from "../csv/row-problem";
import type { InstrumentKind, InstrumentStatus } from "../instrument";
import { type FactField, factProblem, isInstrumentStatus, stepOf } from "./facts";
import { isIsin } from "./isin";

/** Rows of one list at most: every listed security of the world is fewer, and all of them are held in memory once. */
export const SYMBOL_ROWS_MAX = 250_000;
const ALIAS_PREFIX = "alias:";
const SOURCE = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const ALIAS_CHARS_MAX = 128;

/** What one line says about an instrument. What it does not say is not given: a known instrument keeps it. */
export interface ListedSymbol {
  /** 1-based line of the file. */
  readonly line: number;
  readonly symbol: string;
  readonly name?: string;
  readonly kind?: InstrumentKind;
  readonly currency?: string;
  readonly tick?: string;
  readonly lot?: string;
  readonly multiplier?: string;
  readonly calendar?: string;
  readonly timeZone?: string;
  readonly sector?: string;
  readonly status?: InstrumentStatus;
  /** Names at sources: its ISIN, and each column `alias:<source>`. */
  readonly aliases: readonly { readonly source: string; readonly alias: string }[];
}

/** Names of columns, compared in lower case without spaces and marks. */
const COLUMN_NAMES: Readonly<Record<FactField | "isin", readonly string[]>> = {
  symbol: ["symbol", "ticker", "tickersymbol", "code"],
  name: ["name", "companyname", "company", "securityname", "description", "longname"],
  kind: ["kind", "type", "assetclass", "assettype", "quotetype", "securitytype"],
  currency: ["currency", "ccy", "quotecurrency"],
  tick: ["tick", "ticksize", "mintick", "pricestep", "priceincrement"],
  lot: ["lot", "lotsize", "quantitystep", "stepsize", "minlot"],
  multiplier: ["multiplier", "contractsize", "pointvalue", "contractmultiplier"],
  calendar: ["calendar", "tradingcalendar"],
  timeZone: ["timezone", "tz"],
  sector: ["sector", "gicssector", "industrysector"],
  status: ["status", "state"],
  isin: ["isin"],
};

/** Words under which other lists file our kinds. */
const KIND_WORDS: Readonly<Record<string, InstrumentKind>> = {
  equity: "equity",
  stock: "equity",
  "common stock": "equity",
  "ordinary share": "equity",
  adr: "equity",
  etf: "etf",
  etn: "etf",
  fund: "etf",
  index: "index",
  crypto: "crypto",
  cryptocurrency: "crypto",
  fx: "fx",
  forex: "fx",
  "currency pair": "fx",
  future: "future",
  futures: "future",
};

export interface SymbolListError {
  readonly kind: "import.mapping_incomplete";
  readonly field: "symbol";
  readonly column: null;
  readonly header: readonly string[];
}

type Place =
  | { readonly index: number; readonly header: string; readonly field: FactField | "isin" }
  | { readonly index: number; readonly header: string; readonly source: string };

const plainName = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/** Where a list has what. */
export interface ListColumns {
  readonly places: readonly Place[];
  /** Headers of columns that mean nothing to us. */
  readonly unused: readonly string[];
}

/** Finds the columns by their names; the first of a name counts. Without a column of symbols there is nothing to import. */
export function readListHeader(header: readonly string[]): Result<ListColumns, SymbolListError> {
  const taken = new Set<string>();
  const places: Place[] = [];
  const unused: string[] = [];
  for (const [index, text] of header.entries()) {
    const place = placeOf(text.trim(), index);
    const key = place === null ? "" : "field" in place ? place.field : `${ALIAS_PREFIX}${place.source}`;
    if (place === null || taken.has(key)) unused.push(text.trim());
    else {
      taken.add(key);
      places.push(place);
    }
  }
  if (!taken.has("symbol")) return err({ kind: "import.mapping_incomplete", field: "symbol", column: null, header });
  return ok({ places, unused: unused.filter((name) => name !== "") });
}

function placeOf(header: string, index: number): Place | null {
  const lower = header.toLowerCase();
  if (lower.startsWith(ALIAS_PREFIX)) {
    const source = lower.slice(ALIAS_PREFIX.length).trim();
    return SOURCE.test(source) ? { index, header, source } : null;
  }
  for (const [field, names] of FIELD_NAMES) if (names.includes(plainName(header))) return { index, header, field };
  return null;
}

const FIELD_NAMES = (
  [
    "symbol",
    "name",
    "kind",
    "currency",
    "tick",
    "lot",
    "multiplier",
    "calendar",
    "timeZone",
    "sector",
    "status",
    "isin",
  ] as const
).map((field) => [field, COLUMN_NAMES[field]] as const);

/** Checks a list of symbols line by line. Every problem of a line is named; a symbol or alias that comes twice is one. */
export class SymbolListChecker {
  readonly rows: ListedSymbol[] = [];
  readonly problems = new ProblemList();
  private readonly columns: ListColumns;
  private readonly lineOfSymbol = new Map<string, number>();
  private readonly lineOfAlias = new Map<string, number>();

  constructor(columns: ListColumns) {
    this.columns = columns;
  }

  /** Takes one line; a line with problems is named in `problems` and left out of `rows`. */
  check(line: number, cells: readonly string[]): void {
    const before = this.problems.count;
    const said: Partial<Record<FactField, string>> = {};
    const aliases: { source: string; alias: string }[] = [];
    for (const place of this.columns.places) {
      const text = (cells[place.index] ?? "").trim();
      const value = "field" in place ? this.readFact(line, place, text, said) : this.readAlias(line, place, text);
      if (value !== null) aliases.push(value);
    }
    const symbol = said.symbol ?? "";
    const earlier = this.lineOfSymbol.get(symbol);
    if (earlier !== undefined)
      this.problem({ line, column: "symbol", value: symbol, expected: `once; line ${earlier} has it already` }, true);
    if (this.problems.count > before) return;
    this.lineOfSymbol.set(symbol, line);
    this.rows.push(listedSymbol(line, symbol, said, aliases));
  }

  private readFact(
    line: number,
    { header, field }: { readonly header: string; readonly field: FactField | "isin" },
    text: string,
    said: Partial<Record<FactField, string>>,
  ): { source: string; alias: string } | null {
    if (text === "" && field !== "symbol") return null;
    if (field === "isin") {
      const isin = text.toUpperCase();
      if (isIsin(isin)) return this.claimAlias(line, header, { source: "isin", alias: isin });
      this.problem({
        line,
        column: header,
        value: text,
        expected: "an ISIN with its right check digit, such as US0378331005",
      });
      return null;
    }
    const value = writtenAs(field, text);
    const problem = factProblem(field, value);
    if (problem === null) said[field] = value;
    else this.problem({ line, column: header, value: text, expected: problem.expected });
    return null;
  }

  private readAlias(
    line: number,
    { header, source }: { readonly header: string; readonly source: string },
    text: string,
  ): { source: string; alias: string } | null {
    if (text === "") return null;
    if (text.length <= ALIAS_CHARS_MAX) return this.claimAlias(line, header, { source, alias: text });
    this.problem({ line, column: header, value: text, expected: `at most ${ALIAS_CHARS_MAX} letters` });
    return null;
  }

  private claimAlias(line: number, column: string, alias: { source: string; alias: string }) {
    const key = `${alias.source}\u0000${alias.alias}`;
    const earlier = this.lineOfAlias.get(key);
    if (earlier === undefined) {
      this.lineOfAlias.set(key, line);
      return alias;
    }
    this.problem({ line, column, value: alias.alias, expected: `once; line ${earlier} has it already` }, true);
    return null;
  }

  private problem(
    { line, column, value, expected }: { line: number; column: string; value: string; expected: string },
    isTwice = false,
  ): void {
    const kind = isTwice ? "instrument.duplicate" : "instrument.fact_malformed";
    this.problems.add({ line, column, value, kind, message: `Must be ${expected}.` });
  }
}

/** What a cell means: symbols, currencies and calendars in capitals, kinds and statuses by any of their words. */
function writtenAs(field: FactField, text: string): string {
  switch (field) {
    case "symbol":
    case "currency":
    case "calendar":
      return text.toUpperCase();
    case "kind":
      return KIND_WORDS[text.toLowerCase()] ?? text;
    case "status":
      return text.toLowerCase();
    case "tick":
    case "lot":
    case "multiplier":
      return stepOf(text) ?? text;
    case "name":
    case "sector":
    case "timeZone":
      return text;
    default:
      return field satisfies never;
  }
}

function listedSymbol(
  line: number,
  symbol: string,
  { kind, status, symbol: _symbol, ...said }: Partial<Record<FactField, string>>,
  aliases: ListedSymbol["aliases"],
): ListedSymbol {
  const known = kind === undefined ? undefined : KIND_WORDS[kind];
  return {
    line,
    symbol,
    ...said,
    ...(known === undefined ? {} : { kind: known }),
    ...(isInstrumentStatus(status) ? { status } : {}),
    aliases,
  };
}

/** A column of the database that does not take what a line says, as a problem of that line. */
export function aliasTakenProblem(line: number, source: string, alias: string, owner: string) {
  return {
    line,
    column: source,
    value: shownValue(alias),
    kind: "instrument.alias_taken" as const,
    message: `${source} uses this name for ${owner} already: unlink it there first.`,
  };
}
