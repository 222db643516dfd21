import { describe, expect, it } from "vitest";
import { exact } from "@/modules/_kernel";
import { checkAlgo } from "./check-algo";

const wish = { durationS: 600, participation: null, seed: null, sessions: null };

describe("what is asked of a parent order", () => {
  it("passes with what nobody said filled in", () => {
    expect(checkAlgo(wish)).toEqual({
      ok: true,
      value: { durationMs: 600_000, participation: null, seed: null, sessions: 10 },
    });
    expect(checkAlgo({ durationS: 10, participation: " 0.1 ", seed: 0, sessions: 60 })).toMatchObject({
      ok: true,
      value: { participation: exact("0.1"), seed: 0, sessions: 60 },
    });
  });

  it.each([9, 86_401, 1.5, 0, -1, Number.NaN, Number.POSITIVE_INFINITY])("is no duration: %s seconds", (durationS) => {
    expect(checkAlgo({ ...wish, durationS })).toEqual({
      ok: false,
      error: { kind: "algo.duration", path: "durationS", min: 10, max: 86_400 },
    });
  });

  it.each(["0", "-0.1", "1.01", "NaN", "1e308", "", "ten"])("is no part of the volume: %s", (participation) => {
    expect(checkAlgo({ ...wish, participation })).toEqual({
      ok: false,
      error: { kind: "algo.participation", path: "participation" },
    });
  });

  it.each([
    ["seed", -1],
    ["seed", 4_294_967_296],
    ["sessions", 0],
    ["sessions", 61],
  ] as const)("is no %s: %s", (path, value) => {
    expect(checkAlgo({ ...wish, [path]: value })).toMatchObject({ ok: false, error: { kind: `algo.${path}`, path } });
  });
});
