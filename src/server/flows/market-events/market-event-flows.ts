import { EpochMs, err, ok } from "@/modules/_kernel";
import { type DatedAction, EVENT_KINDS, isoDate, type MarketEvent, parseEvents, timeZoneOf } from "@/modules/data";
import { makeCorporateActionStore, makeMarketEventStore } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { EventsQuery, MarketEventFlows, MarketEventView } from "../contract/market-events";
import type { FlowDeps } from "../deps";
import { rowsInvalid, sourceName } from "../list-problems";

type EventDeps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "work">;

/** Events of one answer: some months of a busy calendar. */
const EVENTS_MAX = 1_000;

/** Market events, as the web and the command line ask for them. */
export function makeMarketEventFlows({ sql, transactions, clock, work }: EventDeps): MarketEventFlows {
  const events = makeMarketEventStore(sql);
  return {
    async listEvents(query) {
      const [fromDateMs, toDateMs] = [Date.parse(query.from), Date.parse(query.to)];
      const kinds = EVENT_KINDS.filter((kind) => query.kinds.includes(kind));
      const { importanceMin, text } = query;
      const told = await events.find({ fromDateMs, toDateMs, kinds, importanceMin, text, limit: EVENTS_MAX + 1 });
      const actions = await makeCorporateActionStore(sql).between(fromDateMs, toDateMs, EVENTS_MAX + 1);
      const rows = [...told.map(eventView), ...actions.map(actionEvent).filter((event) => isAsked(event, query))];
      rows.sort((a, b) => compare(a.date, b.date) || (a.at ?? 0) - (b.at ?? 0) || b.importance - a.importance);
      return { rows: rows.slice(0, EVENTS_MAX), full: rows.length > EVENTS_MAX };
    },

    listEventSources: async () =>
      (await events.sources()).map(({ source, events: count, updatedAtMs }) => ({
        source,
        events: count,
        updatedAt: updatedAtMs,
      })),

    async importEvents(actor, input) {
      const source = sourceName(input.source);
      if (source === null) return err({ kind: "list.source_malformed", path: "source" });
      const zone = timeZoneOf(input.timeZone);
      if (!zone.ok) return err({ kind: zone.error.kind, path: "timeZone", facts: { timeZone: input.timeZone } });
      const { events: listed, problems } = parseEvents(input.text, zone.value);
      const isWhole = problems.some(({ line }) => line === 0);
      if (problems.length > 0 && (isWhole || !input.skipInvalidRows)) {
        return err(rowsInvalid("events.rows_invalid", problems, listed.length + problems.length));
      }
      const nowMs = clock.nowMs();
      return transactions.run(async (tx) => {
        const counts = await events.record(tx, { events: listed.map(({ facts }) => facts), source, nowMs });
        const details = { ...counts, skipped: problems.length };
        await appendAudit(tx, {
          actor,
          action: "events.import",
          subjectType: "event-source",
          subjectId: source,
          details,
        });
        await work.publish(tx, { topic: "events.changed", audience: null, payload: { source } });
        return ok(details);
      });
    },

    removeEventSource: (actor, source) =>
      transactions.run(async (tx) => {
        const removed = await events.removeSource(tx, source);
        if (removed === 0) return err({ kind: "events.source_unknown", path: "source", facts: { source } });
        await appendAudit(tx, {
          actor,
          action: "events.remove",
          subjectType: "event-source",
          subjectId: source,
          details: { removed },
        });
        await work.publish(tx, { topic: "events.changed", audience: null, payload: { source } });
        return ok({ removed });
      }),
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function eventView({ dateMs, atMs, updatedAtMs, ...event }: MarketEvent): MarketEventView {
  return { ...event, date: isoDate(dateMs), at: atMs === null ? null : EpochMs.of(atMs), updatedAt: updatedAtMs };
}

/** A corporate action as an event: its date is known to be so, so nobody needs to tell it twice. */
function actionEvent(action: DatedAction): MarketEventView {
  const { actionId, type, symbol, source, exDateMs, knownAtMs } = action;
  return {
    eventId: `action-${actionId}`,
    kind: type,
    date: isoDate(exDateMs),
    at: null,
    symbol,
    title: titleOf(action),
    region: "",
    importance: 0,
    actual: type === "dividend" ? action.amount : "",
    forecast: "",
    previous: "",
    source,
    updatedAt: knownAtMs,
  };
}

function titleOf(action: DatedAction): string {
  if (action.type === "split") return `Split, ${action.ratio} new for one old`;
  return action.type === "dividend" ? "Ex dividend" : `${action.oldSymbol} becomes ${action.newSymbol}`;
}

/** Whether an action is among the events that were asked for. */
function isAsked(
  { kind, symbol, title, importance }: MarketEventView,
  { kinds, importanceMin, text }: EventsQuery,
): boolean {
  const wanted = text.trim().toLowerCase();
  const isFound = `${symbol ?? ""} ${title}`.toLowerCase().includes(wanted);
  return kinds.includes(kind) && importance >= importanceMin && isFound;
}
