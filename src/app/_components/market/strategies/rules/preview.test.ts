import { describe, expect, it } from "vitest";
import { makeSeededBars, RULE_EXAMPLES } from "@/modules/strategy";
import { previewOf } from "./preview";

const bars = makeSeededBars(2_000);

describe("where a rule would have acted", () => {
  it("is counted and dated as the engine filled it", () => {
    const preview = previewOf(RULE_EXAMPLES.averageCross, bars);
    const bought = preview?.fills.quantity.filter((quantity) => quantity > 0);
    expect(preview?.entries).toBe(bought?.length);
    expect(preview?.entries).toBeGreaterThan(5);
    const last = preview?.fills.quantity.lastIndexOf(10) ?? -1;
    expect(preview?.lastEntryMs).toBe(preview?.fills.time[last]);
    expect(preview?.refused).toBe(0);
  });

  it("says what cash did not cover", () => {
    const dear = { ...RULE_EXAMPLES.averageCross, size: { kind: "fixed", quantity: 1e6 } } as const;
    const preview = previewOf(dear, bars);
    expect(preview).toMatchObject({ entries: 0, lastEntryMs: null });
    expect(preview?.refused).toBeGreaterThan(5);
  });
});
