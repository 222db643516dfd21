import { expect, it } from "vitest";
import { FINDING_KINDS, isFindingKind, isGap, remedyOf } from "./finding";

it("has a remedy for every kind, and asks a source again for what it may bring back", () => {
  expect(FINDING_KINDS.filter((kind) => remedyOf(kind) === "repair")).toEqual([
    "missing_sessions",
    "missing_bars",
    "bad_print",
    "frozen",
    "stale",
  ]);
  expect(FINDING_KINDS.filter(isGap)).toEqual(["missing_sessions", "missing_bars"]);
  expect([isFindingKind("outlier"), isFindingKind("outliers")]).toEqual([true, false]);
});
