import { type Calendar, calendarOf, DAY_MS, type Instrument, resolutionMs } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import type { Actor } from "../contract";
import type { DeploymentLine } from "../contract/deployments";
import { seenDeployment } from "../deployments/deployment-access";
import { lineOf, readLineFacts } from "../deployments/deployment-views";
import type { FlowDeps } from "../deps";
import { type AlertReading, type AlertTerms, BAR_GRACE_MS, readLevel } from "./terms";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "quotes" | "clock">;
type DeploymentTerms = Extract<AlertTerms, { readonly kind: "deployment" }>;

const UNKNOWN: AlertReading = { holds: null, value: null };
/** Only in these it decides at each closed bar. */
const DECIDES: ReadonlySet<DeploymentLine["state"]> = new Set(["running", "reduce_only"]);

/** How a deployment stands to what an alert waits for, by its owner's own eyes: one that they may not see any more cannot be told. */
export async function readWatchedDeployment(deps: Deps, owner: Actor, terms: DeploymentTerms): Promise<AlertReading> {
  const seen = await seenDeployment(deps, owner, terms.deploymentId);
  if (!seen.ok) return UNKNOWN;
  const { deployment, person } = seen.value;
  const line = lineOf(deployment, person, await readLineFacts(deps, [deployment]));
  const { watch } = terms;
  switch (watch.what) {
    case "state":
      return { holds: watch.states.some((state) => state === line.state), value: line.state };
    case "pnl":
      return readLevel(watch.of === "today" ? line.pnlToday : line.pnl, watch.is, watch.level);
    case "parity":
      return line.parity === null
        ? UNKNOWN
        : { holds: line.parity * 100 < watch.belowPercent, value: `${Math.round(line.parity * 10_000) / 100} %` };
    case "silence":
      return readSilence(deps, line, watch.seconds);
  }
  return UNKNOWN;
}

/**
 * Whether it decided nothing for so long while its market traded. Counted from its last decision, or from when it began to decide or
 * its session opened, whichever is later: what is closed, or has just begun, is not silent.
 */
async function readSilence({ sql, clock }: Deps, line: DeploymentLine, seconds: number): Promise<AlertReading> {
  if (!DECIDES.has(line.state)) return UNKNOWN;
  const nowMs = clock.nowMs();
  const instruments = await makeInstrumentStore(sql).findAll(line.instruments);
  const sessions = [...instruments.values()].map((instrument) => sessionNow(instrument, nowMs));
  const open = sessions.filter((session) => session !== null);
  if (open.length === 0) return UNKNOWN;
  // Of bars of a session or more the one that closed last is as old as a weekend may be.
  const isLong = resolutionMs(line.resolution) >= DAY_MS;
  const openedMs = isLong ? 0 : Math.min(...open.map((session) => (session === "always" ? 0 : session.openMs)));
  const lastMs = line.lastDecision?.closedAt ?? 0;
  const silentMs = nowMs - Math.max(lastMs, line.stateSince, openedMs);
  return {
    holds: silentMs > seconds * 1_000,
    value: `${Math.max(0, Math.round(silentMs / 1_000))} s`,
  };
}

/** The session that it trades in now, null while it is closed; `always` where no calendar is known. */
function sessionNow({ calendar }: Instrument, nowMs: number): ReturnType<Calendar["sessionAt"]> | "always" {
  const known = calendar === null ? null : calendarOf(calendar);
  return known === null ? "always" : known.sessionAt(nowMs);
}

/** The shortest silence that says anything: a bar's length, and a moment in which it is decided on. Whole seconds. */
export const leastSilenceS = (resolution: DeploymentLine["resolution"]): number =>
  (resolutionMs(resolution) + BAR_GRACE_MS) / 1_000;
