import { describe, expect, it } from "vitest";
import { usualSeconds, withTime } from "../../scripts/launcher/usual.mjs";

describe("how long a step usually takes", () => {
  it("is the middle of the last five runs, so one slow run promises nothing", () => {
    const runs = [30, 31, 240, 29, 30].reduce<readonly number[]>(withTime, []);
    expect(usualSeconds(runs)).toBe(30);
    expect(usualSeconds([2.2, 2.4])).toBe(2.2);
  });

  it("forgets what was six runs ago", () => {
    expect([1, 2, 3, 4, 5, 6].reduce<readonly number[]>(withTime, [])).toEqual([2, 3, 4, 5, 6]);
  });

  it.each([undefined, null, 240, "3", {}])("knows nothing of %j, and begins with the next run", (kept) => {
    expect(usualSeconds(kept)).toBeNull();
    expect(withTime(kept, 3)).toEqual([3]);
  });
});
