import { describe, expect, it } from "vitest";
import {
  isResolution,
  isSessionResolution,
  RESOLUTIONS,
  resolutionMinutes,
  resolutionMs,
  resolutionOfMinutes,
} from "./resolution";

describe("resolutions", () => {
  it("have distinct codes that lead back to them", () => {
    for (const resolution of RESOLUTIONS) {
      expect(resolutionOfMinutes(resolutionMinutes(resolution))).toBe(resolution);
      expect(resolutionMs(resolution)).toBe(resolutionMinutes(resolution) * 60_000);
    }
    expect(resolutionOfMinutes(7)).toBeNull();
  });

  it("are named exactly", () => {
    expect([isResolution("1d"), isResolution("1D"), isResolution(1440)]).toEqual([true, false, false]);
  });

  it("count as sessions from a day on", () => {
    expect(RESOLUTIONS.filter(isSessionResolution)).toEqual(["1d", "1w", "1mo"]);
  });
});
