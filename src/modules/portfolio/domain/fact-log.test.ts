import { describe, expect, it } from "vitest";
import { FactLog } from "./fact-log";

describe("FactLog", () => {
  it("keeps every fact while it grows", () => {
    const log = new FactLog(3);
    for (let i = 0; i < 1000; i += 1) {
      const row = log.push();
      expect(row).toBe(i);
      log.set(0, row, i);
      log.set(2, row, -i);
      expect(log.get(2, row)).toBe(-i);
    }
    expect(log.count).toBe(1000);
    expect(log.column(0)).toEqual(Float64Array.from({ length: 1000 }, (_, index) => index));
    expect(log.column(1)).toEqual(new Float64Array(1000));
    expect(log.column(2)[999]).toBe(-999);
  });

  it("knows no fact outside itself, and takes none", () => {
    const log = new FactLog(2);
    log.set(5, 0, 1);
    expect([log.get(0, 1_000_000), log.get(5, 0)]).toEqual([Number.NaN, Number.NaN]);
    expect(log.column(5).length).toBe(0);
  });

  it("has empty columns at the start", () => {
    expect(new FactLog(2).column(1).length).toBe(0);
  });
});
