import { describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import type { Deployment } from "@/modules/strategy";
import { isLeaving, watchedBy } from "./watched";

const AT = EpochMs.of(1_000);
const pending = (instruments: readonly string[] | null, fromMs: EpochMs | null = null): Deployment["pending"] => ({
  params: {},
  instruments,
  strategy: null,
  capital: null,
  atMs: AT,
  fromMs,
});

describe("what a deployment trades", () => {
  it("is what it has now and what waits", () => {
    expect(watchedBy({ instruments: ["A", "B"], pending: pending(["B", "C"]) })).toEqual(["A", "B", "C"]);
    expect(watchedBy({ instruments: ["A"], pending: null })).toEqual(["A"]);
  });

  it.each([
    ["nothing waits", null, "A", false],
    ["no instruments change", pending(null), "A", false],
    ["it stays", pending(["A"]), "A", false],
    ["it leaves with the next bar", pending(["B"]), "A", true],
    ["it leaves later", pending(["B"], EpochMs.of(2_001)), "A", false],
    ["it leaves by now", pending(["B"], EpochMs.of(2_000)), "A", true],
  ] as const)("leaves where %s", (_case, waits, symbol, expected) => {
    expect(isLeaving({ pending: waits }, symbol, 2_000)).toBe(expected);
  });
});
