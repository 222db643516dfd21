import { describe, expect, it } from "vitest";
import { type Known, type Need, needsOf, toneOf } from "./needs";

type Of<Key extends keyof Known> = NonNullable<Known[Key]>;
const one = <Key extends keyof Known>(value: unknown) => [value] as unknown as Of<Key>;
const kindsOf = (needs: readonly Need[]) => needs.map(({ kind }) => kind);
const usage = (part: object) =>
  one<"usage">({ limitId: "l", used: "1", limit: "10", part: 0.1, symbol: null, isOver: false, ...part });
const limits = one<"limits">({ limitId: "l" });

describe("what needs a person", () => {
  it("is nothing on a quiet day, and of what is not read yet", () => {
    expect(needsOf({})).toEqual([]);
    const quiet: Known = {
      orders: one<"orders">({ status: "working", quarantined: 0 }),
      state: { effective: "active" } as Of<"state">,
      usage: usage({ part: 0.79 }),
      limits,
      changes: one<"changes">({ state: "waiting", mayDecide: false }),
      waiting: { orders: 0, protection: 0, deployments: 0 },
      open: [],
      positions: one<"positions">({ staleMs: null }),
      unpriced: [],
      venues: one<"venues">({ open: 0 }),
      deployments: one<"deployments">({ state: "running", reason: null }),
      feeds: one<"feeds">({ enabled: false, standing: "down" }),
      reasons: one<"reasons">({ level: "ok" }),
    };
    expect(needsOf(quiet)).toEqual([]);
  });

  it.each([
    [
      "an order whose fate nobody knows",
      { orders: one<"orders">({ status: "unknown", quarantined: 0 }) },
      "unknown_order",
      "bad",
    ],
    [
      "a word of the venue that cannot be",
      { orders: one<"orders">({ status: "working", quarantined: 1 }) },
      "quarantined",
      "bad",
    ],
    ["a halt", { state: { effective: "halted" } as Of<"state"> }, "trading", "bad"],
    ["an account that only reduces", { state: { effective: "reduce_only" } as Of<"state"> }, "trading", "warn"],
    ["a limit that is passed", { usage: usage({ isOver: true, part: 1.2 }), limits }, "over_limit", "bad"],
    ["a limit that is near", { usage: usage({ part: 0.8 }), limits }, "near_limit", "warn"],
    ["a limit nobody can reckon", { usage: usage({ used: null, part: null }), limits }, "unknown_limit", "warn"],
    [
      "a change that waits for one",
      { changes: one<"changes">({ state: "waiting", mayDecide: true }) },
      "asked",
      "warn",
    ],
    ["an order that waits for one", { waiting: { orders: 2, protection: 0, deployments: 0 } }, "waiting", "warn"],
    [
      "a change about missing stops that waits for one",
      { waiting: { orders: 0, protection: 1, deployments: 0 } },
      "waiting",
      "warn",
    ],
    [
      "a deployment's change that waits for one",
      { waiting: { orders: 0, protection: 0, deployments: 1 } },
      "waiting",
      "warn",
    ],
    ["a difference with the venue", { venues: one<"venues">({ open: 2 }) }, "unreconciled", "bad"],
    [
      "a strategy that broke",
      { deployments: one<"deployments">({ state: "failed", reason: null }) },
      "deployment",
      "bad",
    ],
    [
      "a strategy that is held back",
      { deployments: one<"deployments">({ state: "reduce_only", reason: { kind: "feed_lost" } }) },
      "deployment",
      "warn",
    ],
    ["a position without a stop", { open: one<"open">({ symbol: "A" }) }, "unprotected", "warn"],
    ["a price that is too old", { positions: one<"positions">({ staleMs: 9_000 }) }, "stale", "warn"],
    ["no price at all", { unpriced: ["A"] }, "unpriced", "warn"],
    ["a feed that fails", { feeds: one<"feeds">({ enabled: true, standing: "down" }) }, "feed", "bad"],
    ["a feed that says nothing", { feeds: one<"feeds">({ enabled: true, standing: "mute" }) }, "feed", "warn"],
    ["a part of the house that fails", { reasons: one<"reasons">({ level: "bad" }) }, "health", "bad"],
    ["a part of the house that ails", { reasons: one<"reasons">({ level: "warn" }) }, "health", "warn"],
  ] as const)("is %s", (_what, known: Known, kind, tone) => {
    const needs = needsOf(known);
    expect(kindsOf(needs)).toEqual([kind]);
    expect(needs.map(toneOf)).toEqual([tone]);
  });

  it("comes by urgency, and money before machines", () => {
    const all = needsOf({
      orders: one<"orders">({ status: "unknown", quarantined: 0 }),
      open: one<"open">({ symbol: "A" }),
      feeds: one<"feeds">({ enabled: true, standing: "down" }),
      reasons: one<"reasons">({ level: "warn" }),
    });
    expect(kindsOf(all)).toEqual(["unknown_order", "feed", "unprotected", "health"]);
  });

  it("is not a limit that was taken away meanwhile", () => {
    expect(needsOf({ usage: usage({ isOver: true }), limits: [] })).toEqual([]);
  });
});
