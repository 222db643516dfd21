import { z } from "zod";
import { EpochMs, invariant, type SqlPort } from "@/modules/_kernel";
import { FORMER_SYMBOL, type SeriesSpan, type SeriesStates } from "../ports";
import { ResolutionColumn } from "./rows";

/** Symbols of one question: the requests that wait for the same answer. */
export const STATES_PER_CALL_MAX = 500;

const moment = z.number().transform((ms) => EpochMs.of(ms));
const Spans = z.array(
  z
    .object({
      resolution: ResolutionColumn,
      first: moment,
      last: moment,
      changed: moment,
      from: moment.nullable(),
      to: moment.nullable(),
    })
    .transform(
      ({ resolution, first, last, changed, from, to }): SeriesSpan => ({
        resolution,
        firstMs: first,
        lastMs: last,
        changedAtMs: changed,
        appended: from === null || to === null ? null : { fromMs: from, toMs: to },
      }),
    ),
);
const StateRows = z.array(z.object({ symbol: z.string(), state: z.string(), spans: Spans.nullable() }));

/** States of instruments on PostgreSQL: primary keys and what changed last, never a bar. */
export function makeSeriesStates(sql: SqlPort): SeriesStates {
  return {
    async statesOf(symbols) {
      const count = symbols.length;
      invariant(count <= STATES_PER_CALL_MAX, `states of at most ${STATES_PER_CALL_MAX} symbols, was ${count}`);
      const rows = await sql.$queryRaw`
        SELECT asked.symbol, concat_ws('/', i.id, coalesce(i.calendar, ''), i.time_zone,
          (SELECT string_agg(concat_ws(' ', resolution, bars, extract(epoch FROM first_ts), extract(epoch FROM last_ts),
              extract(epoch FROM changed_at)), ',' ORDER BY resolution)
            FROM bar_series WHERE instrument_id = i.id AND bars > 0),
          (SELECT extract(epoch FROM max(greatest(known_at, replaced_at)))
            FROM corporate_action WHERE instrument_id = i.id)) AS state,
          (SELECT jsonb_agg(jsonb_build_object('resolution', resolution, 'first', (extract(epoch FROM first_ts) * 1000)::bigint,
              'last', (extract(epoch FROM last_ts) * 1000)::bigint, 'changed', (extract(epoch FROM changed_at) * 1000)::bigint,
              'from', (extract(epoch FROM appended_from) * 1000)::bigint,
              'to', (extract(epoch FROM appended_to) * 1000)::bigint) ORDER BY resolution)
            FROM bar_series WHERE instrument_id = i.id AND bars > 0) AS spans
        FROM unnest(${symbols}::text[]) AS asked (symbol)
        JOIN instrument i ON i.id = coalesce(
          (SELECT id FROM instrument WHERE symbol = asked.symbol),
          (SELECT instrument_id FROM instrument_alias WHERE source = ${FORMER_SYMBOL} AND alias = asked.symbol))
        LIMIT ${count}`;
      return new Map(
        StateRows.parse(rows).map(({ symbol, state, spans }) => [symbol, { text: state, spans: spans ?? [] }]),
      );
    },
  };
}
