import { describe, expect, it } from "vitest";
import { assertNever, EpochMs, err, InstrumentId, InvariantViolation, invariant, JobId, ok } from "./index";

describe("kernel words", () => {
  it("keeps an outcome apart from a fault", () => {
    expect(ok(1)).toEqual({ ok: true, value: 1 });
    expect(err({ kind: "order.overfill" })).toEqual({ ok: false, error: { kind: "order.overfill" } });
    expect(() => invariant(false, "filled ≤ quantity")).toThrow(InvariantViolation);
  });

  it("says which variant was forgotten", () => {
    const forgotten: unknown = "replaced";
    expect(() => assertNever(forgotten as never, "applyOrderEvent")).toThrow(
      "applyOrderEvent: unhandled variant replaced",
    );
  });

  it.each(["", "a b", "../etc", "x".repeat(65), 7, null])("refuses %j as an id", (value) => {
    expect(JobId.is(value)).toBe(false);
  });

  it("takes ids and instruments that fit", () => {
    expect(JobId.is("job_01-A.b")).toBe(true);
    expect([1, 2_147_483_647].every(InstrumentId.is)).toBe(true);
    expect([0, -1, 1.5, 2_147_483_648].some(InstrumentId.is)).toBe(false);
  });

  it("takes whole milliseconds that a calendar can print", () => {
    expect(EpochMs.is(0)).toBe(true);
    expect(EpochMs.is(8.64e15)).toBe(true);
    expect([1.5, Number.NaN, 8.64e15 + 1, "0"].some(EpochMs.is)).toBe(false);
    expect(() => EpochMs.of(0.5)).toThrow("whole number of milliseconds");
  });
});
