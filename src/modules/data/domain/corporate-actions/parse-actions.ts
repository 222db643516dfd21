import { isSymbol } from "../csv/guess";
import { isCurrency } from "../instrument";
import { cellNamed, isListDate, LIST_YEAR_MAX, LIST_YEAR_MIN, parseDate, parsePositive } from "../lists/cells";
import { type ListProblem, type ListRecord, listProblem, readRecords } from "../lists/read-records";
import type { ActionFacts } from "./corporate-action";

/** Corporate actions read from a list, and what in it is none. */
export interface ActionList {
  readonly actions: readonly ListedAction[];
  readonly problems: readonly ListProblem[];
}

export interface ListedAction {
  readonly line: number;
  /** Whose it is, where the list says; null in a list about one instrument. */
  readonly symbol: string | null;
  readonly facts: ActionFacts;
}

/** Names that columns have in files people get: the first that is there counts. */
const DATE = ["date", "ex_date", "exdate", "ex-date", "ex date", "exdividenddate"];
const TYPE = ["type", "action", "event"];
const SYMBOL = ["symbol", "ticker"];
const RATIO = ["ratio", "split", "splits", "stock splits", "split_ratio", "splitratio"];
const AMOUNT = ["amount", "dividend", "dividends", "cash_amount", "cashamount", "value"];
const CURRENCY = ["currency"];
const OLD_SYMBOL = ["from", "old_symbol", "oldsymbol", "old symbol"];
const NEW_SYMBOL = ["to", "new_symbol", "newsymbol", "new symbol"];

/** Names that types have. */
const TYPES: ReadonlyMap<string, ActionFacts["type"]> = new Map([
  ["split", "split"],
  ["stock split", "split"],
  ["stock_split", "split"],
  ["dividend", "dividend"],
  ["cash dividend", "dividend"],
  ["cash_dividend", "dividend"],
  ["symbol_change", "symbol_change"],
  ["symbol change", "symbol_change"],
  ["rename", "symbol_change"],
]);

/**
 * Reads a list of splits, dividends and symbol changes (CSV or JSON, see `readRecords`). Columns: a date, a type, and what
 * the type needs: `ratio` (`2`, `2:1`), `amount`, or `from` and `to`. Without a type the column that is there says it.
 * Each row is one action or one problem that names the column and what would pass.
 */
export function parseActions(text: string): ActionList {
  const { records, problems } = readRecords(text);
  const actions: ListedAction[] = [];
  const found = [...problems];
  for (const record of records) {
    const read = readAction(record);
    if ("message" in read) found.push(read);
    else actions.push(read);
  }
  return { actions, problems: found.toSorted((a, b) => a.line - b.line) };
}

function readAction(record: ListRecord): ListedAction | ListProblem {
  const { line } = record;
  const date = cellNamed(record, DATE);
  const exDateMs = parseDate(date?.text ?? "");
  if (exDateMs === null || !isListDate(exDateMs)) {
    const message = `A date like 2020-08-31, from ${LIST_YEAR_MIN} to ${LIST_YEAR_MAX}.`;
    return listProblem(line, date?.column ?? "date", date?.text ?? "", message);
  }
  const symbol = symbolOf(record, SYMBOL);
  if (symbol !== null && typeof symbol !== "string") return symbol;
  const type = typeOf(record);
  if (typeof type !== "string") return type;
  const facts = FACTS[type](record, exDateMs);
  return "message" in facts ? facts : { line, symbol, facts };
}

function typeOf(record: ListRecord): ActionFacts["type"] | ListProblem {
  const named = cellNamed(record, TYPE);
  if (named !== null) {
    const type = TYPES.get(named.text.toLowerCase());
    return type ?? listProblem(record.line, named.column, named.text, "One of split, dividend, symbol_change.");
  }
  const columns = [
    ["split", RATIO],
    ["dividend", AMOUNT],
    ["symbol_change", OLD_SYMBOL],
  ] as const;
  const there = columns.filter(([, names]) => cellNamed(record, names) !== null);
  if (there.length === 1 && there[0] !== undefined) return there[0][0];
  return listProblem(record.line, "type", "", "One of split, dividend, symbol_change.");
}

type ReadFacts = (record: ListRecord, exDateMs: number) => ActionFacts | ListProblem;

const readSplit: ReadFacts = (record, exDateMs) => {
  const cell = cellNamed(record, RATIO);
  const ratio = parseRatio(cell?.text ?? "");
  if (ratio !== null) return { type: "split", exDateMs, ratio };
  const message = "New shares for one old, above 0: 2, 0.1 or 7:1.";
  return listProblem(record.line, cell?.column ?? "ratio", cell?.text ?? "", message);
};

const readDividend: ReadFacts = (record, exDateMs) => {
  const cell = cellNamed(record, AMOUNT);
  const amount = parsePositive(cell?.text ?? "");
  if (amount === null) {
    return listProblem(record.line, cell?.column ?? "amount", cell?.text ?? "", "Money for one share, above 0: 0.82.");
  }
  const currency = cellNamed(record, CURRENCY)?.text.toUpperCase() ?? "";
  if (currency !== "" && !isCurrency(currency)) {
    return listProblem(record.line, "currency", currency, "A currency code like USD.");
  }
  return { type: "dividend", exDateMs, amount, currency };
};

const readSymbolChange: ReadFacts = (record, exDateMs) => {
  const [oldSymbol, newSymbol] = [symbolOf(record, OLD_SYMBOL), symbolOf(record, NEW_SYMBOL)];
  if (typeof oldSymbol !== "string")
    return oldSymbol ?? listProblem(record.line, "from", "", "The old symbol, like FB.");
  if (typeof newSymbol !== "string")
    return newSymbol ?? listProblem(record.line, "to", "", "The new symbol, like META.");
  if (oldSymbol === newSymbol) return listProblem(record.line, "to", newSymbol, "Another symbol than the old one.");
  return { type: "symbol_change", exDateMs, oldSymbol, newSymbol };
};

const FACTS: Readonly<Record<ActionFacts["type"], ReadFacts>> = {
  split: readSplit,
  dividend: readDividend,
  symbol_change: readSymbolChange,
};

function symbolOf(record: ListRecord, names: readonly string[]): string | null | ListProblem {
  const cell = cellNamed(record, names);
  if (cell === null) return null;
  const symbol = cell.text.toUpperCase();
  if (isSymbol(symbol)) return symbol;
  return listProblem(record.line, cell.column, cell.text, "1 to 32 of A-Z, 0-9 and ^ . _ = / : -.");
}

/** `2`, `0.1`, `7:1`, `7/1`, `7 for 1` as new shares for one old, decimal text; null for anything else. */
function parseRatio(text: string): string | null {
  const plain = parsePositive(text);
  if (plain !== null) return plain;
  const match = /^(\d{1,9}(?:\.\d{1,9})?)\s*(?::|\/|for|-for-)\s*(\d{1,9}(?:\.\d{1,9})?)$/i.exec(text);
  const [fresh, old] = [parsePositive(match?.[1] ?? ""), parsePositive(match?.[2] ?? "")];
  if (fresh === null || old === null) return null;
  // Thirds do not end: twelve digits are more than any price has.
  return parsePositive(String(Number((Number(fresh) / Number(old)).toPrecision(12))));
}
