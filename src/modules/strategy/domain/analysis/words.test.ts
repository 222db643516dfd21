import { describe, expect, it } from "vitest";
import { bps, percent, plain, whole } from "./words";

describe("numbers in sentences", () => {
  it("are short, with a real minus sign", () => {
    expect(percent(0.1234)).toBe("12.3 %");
    expect(percent(-0.5, 0)).toBe("\u221250 %");
    expect(plain(-1.236)).toBe("\u22121.24");
    expect(whole(-1234567.8)).toBe("\u22121,234,568");
    expect(whole(999)).toBe("999");
    expect([bps(6.84), bps(120.4)]).toEqual(["6.8 bps", "120 bps"]);
  });
});
