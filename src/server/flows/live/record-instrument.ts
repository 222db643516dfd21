import { err, ok } from "@/modules/_kernel";
import type { Instrument } from "@/modules/data";
import { makeInstrumentStore, makeStreamDirectory } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { LiveFlows, RecordingView } from "../contract/live";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { makeReadQuotes } from "./read-quote-views";

type Deps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "signals" | "feeds" | "quotes">;

const notFound = (symbol: string): AppError => ({ kind: "instrument.not_found", path: "symbol", facts: { symbol } });

/** The newest quotes, and the choice to record an instrument always. */
export function makeLiveFlows(deps: Deps): LiveFlows {
  const { sql, transactions, clock, signals } = deps;
  const viewOf = async (instrument: Instrument): Promise<RecordingView> => ({
    symbol: instrument.symbol,
    recorded: await makeStreamDirectory(sql).isRecorded(instrument.instrumentId),
    feeds: await streamersOf(deps, instrument),
  });
  return {
    readQuotes: makeReadQuotes(deps),
    async recordingOf(symbol) {
      const found = await makeInstrumentStore(sql).find(symbol.toUpperCase());
      return found === null ? err(notFound(symbol)) : ok(await viewOf(found));
    },
    async setRecording(actor, symbol, recorded) {
      const found = await makeInstrumentStore(sql).find(symbol.toUpperCase());
      if (found === null) return err(notFound(symbol));
      const { instrumentId } = found;
      await transactions.run(async (tx) => {
        const choice = { recorded, by: actor.userId, nowMs: clock.nowMs() };
        if (!(await makeStreamDirectory(tx).record(tx, instrumentId, choice))) return;
        await appendAudit(tx, {
          actor,
          action: recorded ? "instrument.record" : "instrument.stop_recording",
          subjectType: "instrument",
          subjectId: found.symbol,
        });
      });
      // Streams look at what is wanted now and then; this is to spare the wait.
      signals.send("views", "");
      return ok(await viewOf(found));
    },
  };
}

/** Ids of feeds that stream and have a name for it. */
async function streamersOf({ sql, feeds }: Deps, { instrumentId }: Instrument): Promise<readonly string[]> {
  const names = await makeInstrumentStore(sql).aliasesOf(instrumentId);
  const streamers = feeds.providers.filter(({ capabilities }) => capabilities.live.length > 0);
  return streamers.filter(({ id }) => names.some(({ source }) => source === id)).map(({ title }) => title);
}
