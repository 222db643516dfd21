import { describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import {
  applyDeploymentEvent,
  DEPLOYMENT_EVENTS,
  DEPLOYMENT_STATUSES,
  type DeploymentEvent,
  type DeploymentEventType,
  type DeploymentStanding,
  type DeploymentStatus,
  decides,
  isOver,
  isPassing,
} from "./deployment-state";

// The whole state machine on one screen; "." is refused. A restriction is one that goes by itself.
const TABLE = `
            starting warming running     reduce_only pausing paused   stopped failed
start       .        .       .           starting    .       starting .       starting
taken       warming  .       .           .           .       .        .       .
warmed      .        running .           .           .       .        .       .
restricted  .        .       reduce_only reduce_only .       .        .       .
lifted      .        .       .           running     .       .        .       .
pause       paused   paused  pausing     pausing     .       .        .       .
settled     .        .       .           .           paused  .        .       .
stop        stopped  stopped stopped     stopped     stopped stopped  .       stopped
broke       failed   failed  failed      failed      failed  .        .       .
`;
const [header = [], ...rows] = TABLE.trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));

const THEN = EpochMs.of(1_000);
const NOW = EpochMs.of(2_000);
const reason = { kind: "feed_lost", facts: { symbol: "ACME" } };

function standing(status: DeploymentStatus): DeploymentStanding {
  return status === "reduce_only" || status === "failed"
    ? { status, sinceMs: THEN, reason }
    : { status, sinceMs: THEN };
}

function event(type: DeploymentEventType): DeploymentEvent {
  return type === "restricted" || type === "broke" ? { type, atMs: NOW, reason } : { type, atMs: NOW };
}

describe("the states of a deployment", () => {
  it("are all in the table, with all that can happen", () => {
    expect(header).toEqual(DEPLOYMENT_STATUSES);
    expect(rows.map(([type]) => type)).toEqual(DEPLOYMENT_EVENTS);
  });

  for (const type of DEPLOYMENT_EVENTS)
    it(`are as written for ${type}`, () => {
      const [, ...cells] = rows.find(([name]) => name === type) ?? [];
      const actual = DEPLOYMENT_STATUSES.map((status) => {
        const applied = applyDeploymentEvent(standing(status), event(type));
        return applied.ok ? applied.value.status : ".";
      });
      expect(actual).toEqual(cells);
    });

  it("begin when the event happened, and say why where there is a why", () => {
    expect(applyDeploymentEvent(standing("running"), event("restricted"))).toEqual({
      ok: true,
      value: { status: "reduce_only", sinceMs: NOW, reason },
    });
    expect(applyDeploymentEvent(standing("reduce_only"), event("lifted"))).toEqual({
      ok: true,
      value: { status: "running", sinceMs: NOW },
    });
  });

  it("say what was refused", () => {
    expect(applyDeploymentEvent(standing("stopped"), event("start"))).toEqual({
      ok: false,
      error: { kind: "deployment.not_now", from: "stopped", event: "start" },
    });
  });

  it("lift only what goes by itself: who was refused too often waits for a person", () => {
    const refused = { kind: "refused_repeatedly", facts: {} };
    const restricted: DeploymentStanding = { status: "reduce_only", sinceMs: THEN, reason: refused };
    expect(isPassing(refused)).toBe(false);
    expect(applyDeploymentEvent(restricted, event("lifted")).ok).toBe(false);
    expect(applyDeploymentEvent(restricted, event("start")).ok).toBe(true);
  });

  it("ask the strategy only while it runs, and are over only once it was stopped", () => {
    expect(DEPLOYMENT_STATUSES.filter((status) => decides({ status }))).toEqual(["running", "reduce_only"]);
    expect(DEPLOYMENT_STATUSES.filter((status) => isOver({ status }))).toEqual(["stopped"]);
  });
});
