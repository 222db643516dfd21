import { describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import type { RunCard } from "../types";
import { cardDifference } from "./card-difference";

const card: RunCard = {
  code: "abc",
  engineVersion: "1",
  strategyVersion: "1",
  dataHash: "d",
  bars: 10,
  firstMs: EpochMs.of(1),
  lastMs: EpochMs.of(9),
  asOfMs: EpochMs.of(100),
  adjustment: "split",
  actions: 3,
  actionsAsOfMs: EpochMs.of(50),
  seed: 1,
  tookMs: 5,
  quality: null,
  calendars: [],
  series: [],
  benchmark: null,
};

describe("cardDifference", () => {
  it("ignores when and how fast it ran", () => {
    expect(cardDifference(card, { ...card, asOfMs: EpochMs.of(200), tookMs: 9 })).toEqual([]);
  });

  it("names what went in differently", () => {
    expect(cardDifference(card, { ...card, dataHash: "e", code: "x", adjustment: "raw" })).toEqual([
      "code",
      "adjustment",
      "dataHash",
    ]);
  });
});
