import { describe, expect, it } from "vitest";
import { DEFAULT_BROKER } from "@/modules/execution";
import { findBreakEvenCost, withExtraCost } from "./break-even-cost";

/** A run that trades `notional` in all and earns `gross` before the extra cost. */
const runOf = (gross: number, notional: number) => async (bps: number) => gross - (notional * bps) / 10_000;

describe("findBreakEvenCost", () => {
  it.each([
    [7, 7],
    [0.3, 0.3],
    [300, 300],
  ])("finds that a run dies at %d bps", async (_, bps) => {
    const found = await findBreakEvenCost(runOf(100_000 * (bps / 10_000), 100_000));
    expect(found?.kind).toBe("dies_at");
    const at = found?.kind === "dies_at" ? found.bps : Number.NaN;
    expect(at).toBeGreaterThanOrEqual(bps * 0.999);
    // Never off by more than a 64th of the stretch between two doublings.
    expect(at - bps).toBeLessThanOrEqual(Math.max(1, bps) / 32);
  });

  it("says that nothing was alive to die, and what nothing kills", async () => {
    expect(await findBreakEvenCost(runOf(0, 1000))).toEqual({ kind: "lost_already" });
    expect(await findBreakEvenCost(runOf(-5, 1000))).toEqual({ kind: "lost_already" });
    expect(await findBreakEvenCost(runOf(5, 0))).toEqual({ kind: "survives", bps: 1000 });
  });

  it("stops when a run is stopped", async () => {
    expect(await findBreakEvenCost(async () => null)).toBeNull();
    expect(await findBreakEvenCost(async (bps) => (bps > 2 ? null : 1))).toBeNull();
    expect(await findBreakEvenCost(async (bps) => (bps > 2 && bps < 4 ? null : 3 - bps))).toBeNull();
  });
});

describe("withExtraCost", () => {
  const added = (commission: (typeof DEFAULT_BROKER)["commission"]) =>
    withExtraCost({ ...DEFAULT_BROKER, commission }, 10);

  it("takes it with the commission, whatever its kind", () => {
    expect(added({ kind: "percent", rate: 0.001 }).commission).toEqual({ kind: "percent", rate: 0.002 });
    expect(added({ kind: "fixed", amount: 5 }).commission).toEqual({
      kind: "fixed_plus_percent",
      amount: 5,
      rate: 0.001,
    });
    expect(added({ kind: "fixed_plus_percent", amount: 5, rate: 0.001 }).commission).toMatchObject({ rate: 0.002 });
  });

  it("takes it with the spread where the commission is by the unit", () => {
    const broker = added({ kind: "per_unit", amount: 0.01, min: 1 });
    expect(broker.commission).toEqual({ kind: "per_unit", amount: 0.01, min: 1 });
    expect(broker.spreadBps).toBe(20);
  });
});
