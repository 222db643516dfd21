import { err, ok, type SqlPort } from "@/modules/_kernel";
import {
  changesBetween,
  checkFacts,
  defaultFacts,
  type FactProblem,
  type Instrument,
  type InstrumentCatalog,
  type InstrumentStore,
  isSymbol,
  type WrittenFacts,
} from "@/modules/data";
import { countOrdersOf } from "@/modules/execution/server";
import { appendAudit } from "../../platform/audit";
import type { Work } from "../../platform/work";
import type { Actor, Answer } from "../contract";
import type { AliasInput, InstrumentChange, InstrumentFlows } from "../contract/instruments";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { instrumentView } from "../read-market-data";

export interface InstrumentDeps extends Pick<FlowDeps, "sql" | "transactions" | "clock" | "work"> {
  readonly instruments: InstrumentStore;
  readonly catalog: InstrumentCatalog;
}

const SUBJECT = "instrument";

export const makeCreateInstrument =
  ({ transactions, catalog, clock, work }: InstrumentDeps): InstrumentFlows["createInstrument"] =>
  async (actor, { symbol: typed, ...input }) => {
    const symbol = typed.trim().toUpperCase();
    const facts = checkFacts({ ...defaultFacts({ symbol, ...input }), ...givenOf(input) });
    if (!facts.ok) return err(invalidFacts(facts.error));
    return transactions.run(async (tx) => {
      const instrument = await catalog.insert(tx, facts.value, clock.nowMs());
      if (instrument === null) return err({ kind: "instrument.symbol_taken", path: "symbol", facts: { symbol } });
      await appendAudit(tx, {
        actor,
        action: "instrument.create",
        subjectType: SUBJECT,
        subjectId: symbol,
        details: { ...facts.value },
      });
      await publishInstruments(work, tx, symbol);
      return ok(instrumentView(instrument, []));
    });
  };

export const makeEditInstrument =
  ({ transactions, instruments, catalog, clock, work }: InstrumentDeps): InstrumentFlows["editInstrument"] =>
  async (actor, symbol, change) =>
    transactions.run(async (tx) => {
      const before = await catalog.lock(tx, symbol.toUpperCase());
      if (before === null) return err(notFound(symbol));
      const { instrumentId, ...known } = before;
      const after = checkFacts({ ...known, ...givenOf(change) });
      if (!after.ok) return err(invalidFacts(after.error));
      const changes = changesBetween(known, after.value);
      if (changes.length > 0) {
        await catalog.update(tx, instrumentId, after.value, clock.nowMs());
        await appendAudit(tx, {
          actor,
          action: "instrument.edit",
          subjectType: SUBJECT,
          subjectId: before.symbol,
          details: { changes },
        });
        await publishInstruments(work, tx, before.symbol);
      }
      const coverage = await instruments.coverage([instrumentId]);
      const instrument: Instrument = { instrumentId, ...after.value };
      return ok({ instrument: instrumentView(instrument, coverage.get(instrumentId) ?? []), changes });
    });

/**
 * Deletes an instrument that nothing uses, with its aliases. Its row is held while uses are counted, so nothing can begin to
 * use it in between.
 */
export const makeDeleteInstrument =
  ({ transactions, catalog, work }: InstrumentDeps): InstrumentFlows["deleteInstrument"] =>
  async (actor, symbol) =>
    transactions.run(async (tx) => {
      const instrument = await catalog.lock(tx, symbol.toUpperCase());
      if (instrument === null) return err(notFound(symbol));
      // Orders name their instrument by its symbol.
      const rows = await countOrdersOf(tx, instrument.symbol);
      const uses = [
        ...(await catalog.uses(tx, instrument.instrumentId)),
        ...(rows === 0 ? [] : [{ usedBy: "trade_order", rows }]),
      ];
      if (uses.length > 0) return err(inUse(instrument.symbol, uses));
      await catalog.remove(tx, instrument.instrumentId);
      const { instrumentId: _, ...facts } = instrument;
      await appendAudit(tx, {
        actor,
        action: "instrument.delete",
        subjectType: SUBJECT,
        subjectId: instrument.symbol,
        details: facts,
      });
      await publishInstruments(work, tx, instrument.symbol);
      return ok(null);
    });

export const makeLinkAlias =
  ({ transactions, instruments, catalog, work }: InstrumentDeps): InstrumentFlows["linkInstrumentAlias"] =>
  async (actor, symbol, written) => {
    const alias = {
      source: written.source.trim().toLowerCase(),
      alias: written.alias.trim(),
      venue: written.venue.trim(),
    };
    return changeAliases({ transactions, catalog, instruments, work }, actor, symbol, {
      action: "instrument.link_alias",
      alias,
      async change(tx, { instrumentId }) {
        if (await instruments.linkAlias(tx, instrumentId, alias)) return null;
        const owner = await instruments.findByAlias(alias.source, alias.alias);
        return {
          kind: "instrument.alias_taken",
          path: "alias",
          facts: { source: alias.source, alias: alias.alias, symbol: owner?.symbol ?? "" },
        };
      },
    });
  };

export const makeUnlinkAlias =
  ({ transactions, instruments, catalog, work }: InstrumentDeps): InstrumentFlows["unlinkInstrumentAlias"] =>
  async (actor, symbol, source, alias) =>
    changeAliases({ transactions, catalog, instruments, work }, actor, symbol, {
      action: "instrument.unlink_alias",
      alias: { source, alias, venue: "" },
      async change(tx, { instrumentId }) {
        if (await catalog.unlinkAlias(tx, instrumentId, source, alias)) return null;
        return { kind: "instrument.alias_not_found", path: "alias", facts: { source, alias } };
      },
    });

interface AliasChange {
  readonly action: string;
  readonly alias: AliasInput;
  readonly change: (tx: SqlPort, instrument: Instrument) => Promise<AppError | null>;
}

/** One change of an instrument's aliases with its audit row and news; answers all that it has then. */
async function changeAliases(
  { transactions, catalog, instruments, work }: Omit<InstrumentDeps, "sql" | "clock">,
  actor: Actor,
  symbol: string,
  { action, alias, change }: AliasChange,
): Answer<readonly AliasInput[]> {
  const changed = await transactions.run(async (tx) => {
    const instrument = await catalog.lock(tx, symbol.toUpperCase());
    if (instrument === null) return err(notFound(symbol));
    const refusal = await change(tx, instrument);
    if (refusal !== null) return err(refusal);
    await appendAudit(tx, {
      actor,
      action,
      subjectType: SUBJECT,
      subjectId: instrument.symbol,
      details: { ...alias },
    });
    await publishInstruments(work, tx, instrument.symbol);
    return ok(instrument.instrumentId);
  });
  return changed.ok ? ok(await instruments.aliasesOf(changed.value)) : changed;
}

/** Tells browsers that an instrument (null: many) is not what it was. */
export function publishInstruments(work: Pick<Work, "publish">, tx: SqlPort, symbol: string | null): Promise<void> {
  return work.publish(tx, { topic: "instruments.changed", audience: null, payload: { symbol } });
}

/** Only what was given: an absent fact and one given as undefined are the same. */
function givenOf(change: InstrumentChange): Partial<WrittenFacts> {
  return Object.fromEntries(
    Object.entries(change)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]: [string, string | null]) => [field, value === null ? null : value.trim()]),
  );
}

function invalidFacts(problems: readonly FactProblem[]): AppError {
  const [first] = problems;
  return {
    kind:
      first?.field === "symbol" && problems.length === 1 ? "instrument.symbol_malformed" : "instrument.facts_invalid",
    ...(first === undefined ? {} : { path: first.field }),
    facts: { symbol: problems.find(({ field }) => field === "symbol")?.value ?? "" },
    issues: problems.map(({ field, expected }) => ({ path: field, message: `Must be ${expected}.` })),
  };
}

function inUse(symbol: string, uses: readonly { readonly usedBy: string; readonly rows: number }[]): AppError {
  return {
    kind: "instrument.in_use",
    path: "symbol",
    facts: { symbol },
    issues: uses.map(({ usedBy, rows }) => ({
      path: wordOf(usedBy),
      message: rows > 1_000 ? "more than 1,000" : String(rows),
    })),
  };
}

/** Words for tables that people know; the name of any other is close enough to say where to look. */
const WORDS: Readonly<Record<string, string>> = {
  bar: "bars",
  bar_series: "series of bars",
  bar_import: "imports",
  bar_revision: "replaced bars",
  backtest_run: "backtests",
  backtest_run_instrument: "backtests on several instruments",
  watchlist_item: "watchlists",
  trade_order: "orders",
  corporate_action: "corporate actions",
  market_event: "events",
};

const wordOf = (table: string) => WORDS[table] ?? table.replaceAll("_", " ");

export function notFound(symbol: string): AppError {
  const path = "symbol";
  return isSymbol(symbol.toUpperCase())
    ? { kind: "instrument.not_found", path, facts: { symbol } }
    : { kind: "instrument.symbol_malformed", path, facts: { symbol } };
}
