import { setImmediate } from "node:timers/promises";
import { err, ok, type Result, RunId } from "@/modules/_kernel";
import { makeAccountStore } from "@/modules/portfolio/server";
import {
  type LimitReplay,
  type LimitTerms,
  type Past,
  REPLAYED_OF_ACCOUNTS,
  REPLAYED_OF_RUNS,
  replayLimit,
  usageText,
} from "@/modules/risk";
import type { Actor } from "../../contract";
import type { LimitReplayFlows, LimitReplayView, ReplaySource } from "../../contract/limit-replay";
import type { FlowDeps } from "../../deps";
import type { AppError } from "../../errors";
import { accountIdOf, personOf, whyNotAccount } from "../../trading/access";
import { unknownAccount } from "../../trading/submit-order";
import { readTerms } from "../limit-request";
import { pastOfAccount, type ReadPast } from "./past-of-account";
import { pastOfRun } from "./past-of-run";

/** Days and orders that are listed: more than a person reads. */
const LISTED_MAX = 400;
/** Points of the curve: as many as a screen is wide. */
const CURVE_MAX = 600;

type Deps = Pick<FlowDeps, "sql" | "prisma" | "clock">;

/** Plays a past again under a limit that was not there. */
export function makeSimulateLimit(deps: Deps): LimitReplayFlows["simulateLimit"] {
  return async (actor, { terms, source }) => {
    const read = readTerms(terms);
    if (!read.ok) return read;
    const replayed = source.of === "run" ? REPLAYED_OF_RUNS : REPLAYED_OF_ACCOUNTS;
    if (!replayed.has(read.value.kind))
      return err({ kind: "limit.not_replayed", path: "terms.kind", facts: { kind: read.value.kind, of: source.of } });
    const found = await readPast(deps, actor, source);
    if (!found.ok) return found;
    return ok(viewOf(await playOut(found.value.past, read.value), found.value, deps));
  };
}

async function readPast(deps: Deps, actor: Actor, source: ReplaySource): Promise<Result<ReadPast, AppError>> {
  if (source.of === "run") {
    if (!RunId.is(source.runId)) return err({ kind: "backtest.not_found", path: "source.runId" });
    const found = await pastOfRun(deps, source.runId);
    return "past" in found ? ok(found) : err({ ...found, path: "source.runId" });
  }
  const id = accountIdOf(source.accountId);
  const account = id === null ? null : await makeAccountStore().find(deps.sql, id);
  const { accountId } = source;
  const why = whyNotAccount(account, await personOf(deps.prisma, actor), { accountId, purpose: "see" });
  if (why !== null || account === null) return err(why ?? unknownAccount(accountId));
  const found = await pastOfAccount(deps, account);
  return "past" in found ? ok(found) : err({ ...found, path: "source.accountId" });
}

/** Lets whoever else waits in this process have a turn now and then. */
async function playOut(past: Past, terms: LimitTerms): Promise<LimitReplay> {
  const running = replayLimit(past, terms);
  for (;;) {
    const step = running.next();
    if (step.done === true) return step.value;
    await setImmediate();
  }
}

function viewOf(done: LimitReplay, { currency, unknownDays, isIntraday }: ReadPast, { clock }: Deps): LimitReplayView {
  const every = Math.ceil(done.curve.length / CURVE_MAX);
  return {
    currency,
    unknownDays,
    isIntraday,
    days: done.days,
    orders: done.orders,
    firedDays: done.fired.length,
    fired: done.fired.slice(-LISTED_MAX).map(({ used, gained, ...day }) => ({
      ...day,
      used: used === null ? null : usageText(used),
      gained: gained.toNumber(),
    })),
    refusedOrders: done.refused.length,
    refused: done.refused.slice(-LISTED_MAX).map(({ order: { atMs, symbol, side, qty }, actual, limit }) => ({
      atMs,
      symbol,
      side,
      qty: qty.toFixed(),
      actual: actual === null ? null : usageText(actual),
      limit: limit.toFixed(),
    })),
    gained: done.gained.toNumber(),
    curve: done.curve
      .filter((_, at) => at % every === 0 || at === done.curve.length - 1)
      .map(({ atMs, was, would }) => ({ atMs, was: was.toNumber(), would: would.toNumber() })),
    asOf: clock.nowMs(),
  };
}
