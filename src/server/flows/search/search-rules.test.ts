import { describe, expect, it } from "vitest";
import { chunkTrials, returnEveryDays } from "./search-rules";

describe("sizes of a search", () => {
  it("cut into chunks of some seconds, of one combination at least and 250 at most", () => {
    expect([100, 1_000_000, 50_000_000, 0].map(chunkTrials)).toEqual([250, 20, 1, 250]);
  });

  it("keep all daily returns of a small search, and never more than fit of a large one", () => {
    expect(returnEveryDays(5_000, 100)).toBe(1);
    for (const trials of [10_000, 30_000]) {
      const every = returnEveryDays(5_000, trials);
      expect(every).toBeGreaterThan(1);
      expect((5_000 / every) * trials * 4).toBeLessThanOrEqual(64_000_000);
    }
    expect(5_000 / returnEveryDays(5_000, 100_000)).toBeGreaterThan(100);
  });
});
