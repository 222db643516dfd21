import { describe, expect, it } from "vitest";
import { RowLog } from "./row-log";

describe("RowLog", () => {
  it("keeps every fact while it grows", () => {
    const log = new RowLog(3);
    for (let i = 0; i < 1000; i += 1) {
      const row = log.push();
      expect(row).toBe(i);
      log.rows[row * 3] = i;
      log.rows[row * 3 + 2] = -i;
    }
    expect(log.count).toBe(1000);
    expect(log.column(0)).toEqual(Float64Array.from({ length: 1000 }, (_, index) => index));
    expect(log.column(1)).toEqual(new Float64Array(1000));
    expect(log.column(2)[999]).toBe(-999);
  });

  it("has empty columns at the start", () => {
    expect(new RowLog(2).column(1).length).toBe(0);
  });
});
