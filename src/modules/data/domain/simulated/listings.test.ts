import { expect, it } from "vitest";
import { LISTINGS, listingOf, toFeedInstrument } from "./listings";

it("lists instruments of several kinds, each marked SIM", () => {
  expect(new Set(LISTINGS.map(({ kind }) => kind)).size).toBe(6);
  for (const one of LISTINGS) {
    const offered = toFeedInstrument(one, "24/7");
    expect(offered.symbol).toMatch(/^SIM-[A-Z0-9]+$/);
    expect(offered.name).toContain("(simulated)");
  }
  expect(toFeedInstrument(LISTINGS[0] ?? listing(), "24/7")).toMatchObject({ tick: "0.01", lot: "1" });
  expect(toFeedInstrument(listingOf("SIM-BTC")?.listing ?? listing(), "24/7")).toMatchObject({ lot: "0.0001" });
});

function listing(): never {
  throw new Error("a listing is there");
}
