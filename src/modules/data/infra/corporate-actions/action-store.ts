import { z } from "zod";
import { EpochMs, type InstrumentId, type SqlPort } from "@/modules/_kernel";
import { isoDate } from "../../domain/civil";
import {
  ACTION_TYPES,
  type ActionFacts,
  type CorporateAction,
  mergeActions,
  type OrderedAction,
} from "../../domain/corporate-actions/corporate-action";
import { ACTIONS_PER_INSTRUMENT_MAX, type CorporateActionStore } from "../../ports/corporate-actions";
import { EpochMsText, InstrumentIdColumn } from "../rows";

/** Actions of all instruments on one page of a calendar: more than a person reads. */
const ACTIONS_BETWEEN_MAX = 2_000;

const ActionColumns = z.object({
  id: z.string(),
  instrument_id: InstrumentIdColumn,
  type: z.enum(ACTION_TYPES),
  ex_ms: EpochMsText,
  ordinal: z.number(),
  ratio: z.string().nullable(),
  amount: z.string().nullable(),
  currency: z.string(),
  old_symbol: z.string().nullable(),
  new_symbol: z.string().nullable(),
  source: z.string(),
  known_ms: EpochMsText,
});
const ActionRows = z.array(ActionColumns.transform(toAction));
const DatedRows = z.array(
  ActionColumns.extend({ symbol: z.string() }).transform((row) => ({ ...toAction(row), symbol: row.symbol })),
);
const RemovedRows = z.array(
  z
    .object({ type: z.enum(ACTION_TYPES), ex_ms: EpochMsText })
    .transform(({ type, ex_ms: exDateMs }) => ({ type, exDateMs })),
);
const ChangedRows = z.array(z.object({ instrument_id: InstrumentIdColumn, changed_ms: EpochMsText }));
const MomentRows = z.array(z.object({ changed_ms: EpochMsText.nullable() }));

function toAction(row: z.output<typeof ActionColumns>): CorporateAction {
  return {
    ...factsOf(row),
    actionId: row.id,
    instrumentId: row.instrument_id,
    ordinal: row.ordinal,
    source: row.source,
    knownAtMs: row.known_ms,
  };
}

/** The table's check keeps to each type what it needs, so an empty text here never leaves the database. */
function factsOf({ type, ex_ms: exDateMs, ...row }: z.output<typeof ActionColumns>): ActionFacts {
  if (type === "split") return { type, exDateMs, ratio: row.ratio ?? "" };
  if (type === "dividend") return { type, exDateMs, amount: row.amount ?? "", currency: row.currency };
  return { type, exDateMs, oldSymbol: row.old_symbol ?? "", newSymbol: row.new_symbol ?? "" };
}

/** Corporate actions on PostgreSQL. */
export function makeCorporateActionStore(sql: SqlPort): CorporateActionStore {
  return {
    async known(instrumentId, asOfMs) {
      // The moment first: what is read as of it is one state, whatever is committed between the two questions.
      const changedAtMs = await changedAt(sql, instrumentId, asOfMs);
      if (changedAtMs === null) return { actions: [], changedAtMs };
      return { actions: ActionRows.parse(await selectKnown(sql, instrumentId, changedAtMs)), changedAtMs };
    },

    async changedOf(instrumentIds) {
      const rows = ChangedRows.parse(
        await sql.$queryRaw`
          SELECT instrument_id, (extract(epoch FROM max(greatest(known_at, replaced_at))) * 1000)::bigint::text AS changed_ms
          FROM corporate_action WHERE instrument_id = ANY (${[...instrumentIds]}::integer[])
          GROUP BY instrument_id LIMIT ${instrumentIds.length}`,
      );
      return new Map(rows.map(({ instrument_id, changed_ms }) => [instrument_id, changed_ms]));
    },

    async between(fromDateMs, toDateMs, limit) {
      const [from, to] = [isoDate(fromDateMs), isoDate(toDateMs)];
      const rows = await sql.$queryRaw`
        SELECT action.id::text, action.instrument_id, action.type, instrument.symbol,
          (extract(epoch FROM action.ex_date) * 1000)::bigint::text AS ex_ms, action.ordinal, action.ratio::text,
          action.amount::text, action.currency, action.old_symbol, action.new_symbol, action.source,
          (extract(epoch FROM action.known_at) * 1000)::bigint::text AS known_ms
        FROM corporate_action action JOIN instrument ON instrument.id = action.instrument_id
        WHERE action.replaced_at IS NULL AND action.ex_date BETWEEN ${from}::date AND ${to}::date
        ORDER BY action.ex_date, action.id LIMIT ${Math.min(limit, ACTIONS_BETWEEN_MAX)}`;
      return DatedRows.parse(rows);
    },

    async record(tx, { instrumentId, actions, source, nowMs }) {
      const atMs = await nextMoment(tx, instrumentId, nowMs);
      const current = ActionRows.parse(await selectKnown(tx, instrumentId, null));
      const merge = mergeActions(current, actions);
      await endActions(
        tx,
        merge.replaced.map(({ actionId }) => actionId),
        atMs,
      );
      await insertActions(tx, { instrumentId, source, atMs }, [
        ...merge.inserted,
        ...merge.replaced.map(({ by }) => by),
      ]);
      return { inserted: merge.inserted.length, replaced: merge.replaced.length, unchanged: merge.unchanged };
    },

    async removed(on, instrumentId) {
      const rows = await on.$queryRaw`
        SELECT DISTINCT type, (extract(epoch FROM ex_date) * 1000)::bigint::text AS ex_ms FROM corporate_action
        WHERE instrument_id = ${instrumentId} AND removed ORDER BY ex_ms, type LIMIT ${ACTIONS_PER_INSTRUMENT_MAX}`;
      return RemovedRows.parse(rows);
    },

    async remove(tx, actionId, nowMs) {
      if (!/^\d{1,18}$/.test(actionId)) return null;
      const rows = await tx.$queryRaw`
        SELECT action.id::text, action.instrument_id, action.type, instrument.symbol,
          (extract(epoch FROM action.ex_date) * 1000)::bigint::text AS ex_ms, action.ordinal, action.ratio::text,
          action.amount::text, action.currency, action.old_symbol, action.new_symbol, action.source,
          (extract(epoch FROM action.known_at) * 1000)::bigint::text AS known_ms
        FROM corporate_action action JOIN instrument ON instrument.id = action.instrument_id
        WHERE action.id = ${actionId}::bigint AND action.replaced_at IS NULL LIMIT 1`;
      const [found] = DatedRows.parse(rows);
      if (found === undefined) return null;
      const atMs = await nextMoment(tx, found.instrumentId, nowMs);
      if ((await endActions(tx, [actionId], atMs)) === 0) return null;
      await tx.$executeRaw`UPDATE corporate_action SET removed = true WHERE id = ${actionId}::bigint`;
      return found;
    },
  };
}

/**
 * The same where it was looked up before when they last changed: those of most instruments never do, and are not asked for again.
 */
export function makeKnownActions(
  sql: SqlPort,
  changedAtOf: (instrumentId: InstrumentId) => Promise<EpochMs | null>,
): Pick<CorporateActionStore, "known"> {
  const store = makeCorporateActionStore(sql);
  return {
    async known(instrumentId, asOfMs) {
      if (asOfMs !== null) return store.known(instrumentId, asOfMs);
      const changedAtMs = await changedAtOf(instrumentId);
      if (changedAtMs === null) return { actions: [], changedAtMs };
      return { actions: ActionRows.parse(await selectKnown(sql, instrumentId, changedAtMs)), changedAtMs };
    },
  };
}

/** Those that were known at a moment and not replaced yet; null is now. Without row locks: readers do not wait. */
function selectKnown(sql: SqlPort, instrumentId: InstrumentId, asOfMs: EpochMs | null): Promise<unknown> {
  return sql.$queryRaw`
    SELECT id::text, instrument_id, type, (extract(epoch FROM ex_date) * 1000)::bigint::text AS ex_ms, ordinal,
      ratio::text, amount::text, currency, old_symbol, new_symbol, source,
      (extract(epoch FROM known_at) * 1000)::bigint::text AS known_ms
    FROM corporate_action
    WHERE instrument_id = ${instrumentId}
      AND (${asOfMs}::float8 IS NOT NULL OR replaced_at IS NULL)
      AND (${asOfMs}::float8 IS NULL OR known_at <= to_timestamp(${asOfMs}::float8 / 1000))
      AND (replaced_at IS NULL OR replaced_at > to_timestamp(${asOfMs}::float8 / 1000))
    ORDER BY ex_date, type, ordinal LIMIT ${ACTIONS_PER_INSTRUMENT_MAX}`;
}

/** The last moment, up to `asOfMs`, at which something of the instrument's actions changed. */
async function changedAt(sql: SqlPort, instrumentId: InstrumentId, asOfMs: EpochMs | null): Promise<EpochMs | null> {
  const rows = await sql.$queryRaw`
    SELECT (extract(epoch FROM max(moment)) * 1000)::bigint::text AS changed_ms
    FROM (
      SELECT known_at AS moment FROM corporate_action WHERE instrument_id = ${instrumentId}
      UNION ALL
      SELECT replaced_at FROM corporate_action WHERE instrument_id = ${instrumentId} AND replaced_at IS NOT NULL
    ) moments
    WHERE ${asOfMs}::float8 IS NULL OR moment <= to_timestamp(${asOfMs}::float8 / 1000)
    LIMIT 1`;
  return MomentRows.parse(rows)[0]?.changed_ms ?? null;
}

/** Takes the instrument's row, so that changes come one after another, and gives this one a moment after all before it. */
async function nextMoment(tx: SqlPort, instrumentId: InstrumentId, nowMs: EpochMs): Promise<EpochMs> {
  await tx.$queryRaw`SELECT id FROM instrument WHERE id = ${instrumentId} LIMIT 1 FOR NO KEY UPDATE`;
  const lastMs = await changedAt(tx, instrumentId, null);
  return EpochMs.of(Math.max(nowMs, (lastMs ?? 0) + 1));
}

async function endActions(tx: SqlPort, actionIds: readonly string[], atMs: EpochMs): Promise<number> {
  if (actionIds.length === 0) return 0;
  return tx.$executeRaw`
    UPDATE corporate_action SET replaced_at = to_timestamp(${atMs}::float8 / 1000)
    WHERE id = ANY (${actionIds}::text[]::bigint[]) AND replaced_at IS NULL`;
}

interface Told {
  readonly instrumentId: InstrumentId;
  readonly source: string;
  readonly atMs: EpochMs;
}

async function insertActions(tx: SqlPort, { instrumentId, source, atMs }: Told, actions: readonly OrderedAction[]) {
  if (actions.length === 0) return;
  const rows = actions.map((action) => ({
    type: action.type,
    ex_date: isoDate(action.exDateMs),
    ordinal: action.ordinal,
    ratio: action.type === "split" ? action.ratio : null,
    amount: action.type === "dividend" ? action.amount : null,
    currency: action.type === "dividend" ? action.currency : "",
    old_symbol: action.type === "symbol_change" ? action.oldSymbol : null,
    new_symbol: action.type === "symbol_change" ? action.newSymbol : null,
  }));
  await tx.$executeRaw`
    INSERT INTO corporate_action
      (instrument_id, type, ex_date, ordinal, ratio, amount, currency, old_symbol, new_symbol, source, known_at)
    SELECT ${instrumentId}, type, ex_date, ordinal, ratio, amount, currency, old_symbol, new_symbol, ${source},
      to_timestamp(${atMs}::float8 / 1000)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS told
      (type text, ex_date date, ordinal integer, ratio numeric, amount numeric, currency text, old_symbol text, new_symbol text)`;
}
