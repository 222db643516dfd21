import { type CopyPort, type EpochMs, err, invariant, ok, type Result, type SqlPort } from "@/modules/_kernel";
import {
  type ActionFacts,
  FORMER_SYMBOL,
  type Instrument,
  type InstrumentStore,
  isoDate,
  isSymbol,
  type ListedAction,
  type ListProblem,
  parseActions,
} from "@/modules/data";
import { makeCorporateActionStore, makeInstrumentStore } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { Work } from "../../platform/work";
import type { Actor } from "../contract";
import type { CorporateActionFlows, ImportActionsInput, ImportActionsOutcome } from "../contract/corporate-actions";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { rowsInvalid, sourceName } from "../list-problems";

type BarTransaction = SqlPort & CopyPort;

export type ActionDeps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "work">;

/** Rows of one instrument. */
interface Group {
  readonly instrument: Instrument;
  readonly listed: readonly ListedAction[];
}

/**
 * Takes a list of corporate actions. Rows that say whose they are go to that instrument, the others to the one named. A
 * symbol change gives the instrument its new symbol when it still has the old one, and keeps the old one as an alias.
 *
 * Refuses a list with bad rows unless they are to be left out, an unknown instrument, and a source without a name.
 */
export const makeImportActions =
  (deps: ActionDeps): CorporateActionFlows["importActions"] =>
  async (actor, input) => {
    const checked = checkInput(input);
    if (!checked.ok) return checked;
    const { symbol, source, list } = checked.value;
    return deps.transactions.run(async (tx) => {
      const nowMs = deps.clock.nowMs();
      const instruments = makeInstrumentStore(tx);
      const grouped = await groupByInstrument(instruments, list.actions, symbol);
      if (!grouped.ok) return grouped;
      const today = Date.parse(isoDate(nowMs));
      const judged = await Promise.all(grouped.value.map((group) => judge(instruments, group, today)));
      const problems = [...list.problems, ...judged.flatMap((each) => each.problems)].toSorted(
        (a, b) => a.line - b.line,
      );
      const rows = list.actions.length + list.problems.length;
      const isWhole = problems.some(({ line }) => line === 0);
      if (problems.length > 0 && (isWhole || !input.skipInvalidRows)) {
        return err(rowsInvalid("actions.rows_invalid", problems, rows));
      }
      const told: Told = { actor, source, nowMs };
      let outcome: ImportActionsOutcome = {
        symbols: [],
        inserted: 0,
        replaced: 0,
        unchanged: 0,
        skipped: problems.length,
      };
      for (const { instrument, actions } of judged) {
        outcome = add(outcome, await keep(deps, tx, told, instrument, actions));
      }
      return ok(outcome);
    });
  };

function checkInput(input: ImportActionsInput) {
  const symbol = input.symbol.trim().toUpperCase();
  if (!isSymbol(symbol)) {
    return err({ kind: "instrument.symbol_malformed", path: "symbol", facts: { symbol } } satisfies AppError);
  }
  const source = sourceName(input.source);
  if (source === null) return err({ kind: "list.source_malformed", path: "source" } satisfies AppError);
  return ok({ symbol, source, list: parseActions(input.text) });
}

async function groupByInstrument(
  instruments: InstrumentStore,
  listed: readonly ListedAction[],
  symbol: string,
): Promise<Result<readonly Group[], AppError>> {
  const bySymbol = new Map<string, ListedAction[]>(listed.length === 0 ? [[symbol, []]] : []);
  for (const action of listed) {
    const of = action.symbol ?? symbol;
    bySymbol.set(of, [...(bySymbol.get(of) ?? []), action]);
  }
  const byId = new Map<number, { readonly instrument: Instrument; readonly listed: ListedAction[] }>();
  for (const [of, actions] of bySymbol) {
    const instrument = await instruments.find(of);
    if (instrument === null) return err({ kind: "instrument.not_found", path: "symbol", facts: { symbol: of } });
    const group = byId.get(instrument.instrumentId);
    if (group === undefined) byId.set(instrument.instrumentId, { instrument, listed: [...actions] });
    else group.listed.push(...actions);
  }
  return ok([...byId.values()]);
}

/** What of a group can be kept, and what its instrument and the others speak against. */
async function judge(instruments: InstrumentStore, { instrument, listed }: Group, todayMs: number) {
  const actions: ActionFacts[] = [];
  const problems: ListProblem[] = [];
  for (const { line, facts } of listed) {
    const problem =
      speaksAgainst(facts, instrument, todayMs) ?? (await symbolTaken(instruments, instrument.instrumentId, facts));
    if (problem === null) actions.push(facts);
    else problems.push({ line, ...problem });
  }
  return { instrument, actions, problems };
}

function speaksAgainst(facts: ActionFacts, instrument: Instrument, todayMs: number): Omit<ListProblem, "line"> | null {
  const { currency, symbol } = instrument;
  if (facts.type === "dividend" && facts.currency !== "" && facts.currency !== currency) {
    const message = `${currency} as the prices of ${symbol}: an amount in another currency cannot be set against them.`;
    return { column: "currency", value: facts.currency, message };
  }
  if (facts.type !== "symbol_change") return null;
  if (facts.exDateMs > todayMs) {
    return { column: "date", value: isoDate(facts.exDateMs), message: "Today or before: a symbol changes on its day." };
  }
  return null;
}

/** Whether a symbol change names a symbol that is, or was, another instrument's. */
async function symbolTaken(
  instruments: InstrumentStore,
  instrumentId: Instrument["instrumentId"],
  facts: ActionFacts,
): Promise<Omit<ListProblem, "line"> | null> {
  if (facts.type !== "symbol_change") return null;
  const now = await instruments.find(facts.newSymbol);
  if (now !== null && now.instrumentId !== instrumentId) {
    return { column: "to", value: facts.newSymbol, message: "A symbol that is not another instrument's." };
  }
  const former = await instruments.findByAlias(FORMER_SYMBOL, facts.oldSymbol);
  if (former === null || former.instrumentId === instrumentId) return null;
  return { column: "from", value: facts.oldSymbol, message: `A symbol that was not ${former.symbol}'s before.` };
}

interface Told {
  readonly actor: Actor;
  readonly source: string;
  readonly nowMs: EpochMs;
}

async function keep(
  { sql, work }: ActionDeps,
  tx: BarTransaction,
  { actor, source, nowMs }: Told,
  instrument: Instrument,
  actions: readonly ActionFacts[],
): Promise<ImportActionsOutcome> {
  const { instrumentId } = instrument;
  const counts = await makeCorporateActionStore(sql).record(tx, { instrumentId, actions, source, nowMs });
  const symbol = await changeSymbols(tx, instrument, actions);
  await appendAudit(tx, {
    actor,
    action: "actions.import",
    subjectType: "instrument",
    subjectId: symbol,
    details: { source, ...counts, ...(symbol === instrument.symbol ? {} : { renamedFrom: instrument.symbol }) },
  });
  await publishActionsChange(work, tx, symbol);
  return { symbols: [symbol], ...counts, skipped: 0 };
}

/**
 * Former symbols become aliases; the instrument takes the symbol of every change that starts from its own. Returns the
 * symbol it has now. That nobody else has them was asked before.
 */
async function changeSymbols(
  tx: BarTransaction,
  { instrumentId, symbol }: Instrument,
  actions: readonly ActionFacts[],
): Promise<string> {
  const instruments = makeInstrumentStore(tx);
  let current = symbol;
  const changes = actions.filter((action) => action.type === "symbol_change");
  for (const { oldSymbol, newSymbol } of changes.toSorted((a, b) => a.exDateMs - b.exDateMs)) {
    if (current === oldSymbol) {
      invariant(await instruments.rename(tx, instrumentId, newSymbol), `${newSymbol} is free`);
      current = newSymbol;
    }
    const alias = { source: FORMER_SYMBOL, alias: oldSymbol, venue: "" };
    invariant(await instruments.linkAlias(tx, instrumentId, alias), `${oldSymbol} was nobody else's`);
  }
  return current;
}

/** Adjusted prices of the instrument are others now: charts read again. */
export function publishActionsChange(work: Pick<Work, "publish">, tx: BarTransaction, symbol: string): Promise<void> {
  return work.publish(tx, { topic: "actions.changed", audience: null, payload: { symbol } });
}

function add(a: ImportActionsOutcome, b: ImportActionsOutcome): ImportActionsOutcome {
  return {
    symbols: [...a.symbols, ...b.symbols],
    inserted: a.inserted + b.inserted,
    replaced: a.replaced + b.replaced,
    unchanged: a.unchanged + b.unchanged,
    skipped: a.skipped + b.skipped,
  };
}
