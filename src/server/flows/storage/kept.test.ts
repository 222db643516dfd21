import { expect, it } from "vitest";
import { KEPT_MS, KINDS, kindOf } from "./kept";

it.each([
  ["bar", "bars"],
  ["bar_series", "bars"],
  ["bar_revision", "revisions"],
  ["bar_import", "other"],
  ["deployment_decision", "decisions"],
  ["deployment", "trading"],
  ["deployment_change", "trading"],
  ["backtest_series", "runs"],
  ["search_chunk", "runs"],
  ["ledger_posting", "trading"],
  ["risk_simulation", "simulations"],
  ["risk_limit", "trading"],
  ["protection_event", "trading"],
  ["audit_log", "audit"],
  ["job", "jobs"],
  ["notify_rule", "other"],
  ["notify_delivery", "deliveries"],
  ["anything_new", "other"],
])("%s is of %s", (table, kind) => {
  expect(kindOf(table)).toBe(kind);
});

it("shows every time that something is kept for", () => {
  const shown = new Set<string>(KINDS.map(({ what }) => what));
  expect(Object.keys(KEPT_MS).filter((what) => !shown.has(what))).toEqual([]);
});
