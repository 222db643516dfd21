import { describe, expect, it } from "vitest";
import { exposureBy, totalExposure } from "./exposure-by";
import type { Holding } from "./holding";

const BOOK: readonly Holding[] = [
  { symbol: "AAPL", value: 300, kind: "equity", sector: "Technology", currency: "USD" },
  { symbol: "MSFT", value: -100, kind: "equity", sector: "Technology", currency: "USD" },
  { symbol: "BTC-USD", value: 50, kind: "crypto", sector: "", currency: "USD" },
  { symbol: "EUR", value: 80, kind: "cash", sector: "", currency: "EUR" },
];

describe("exposureBy", () => {
  it("tells long and short of a sector apart, the largest first", () => {
    expect(exposureBy(BOOK, "sector", 1_000)).toEqual([
      { name: "Technology", long: 300, short: 100, gross: 400, net: 200, weight: 0.4 },
      { name: "", long: 50, short: 0, gross: 50, net: 50, weight: 0.05 },
    ]);
  });

  it("counts money for its currency alone", () => {
    expect(exposureBy(BOOK, "currency", 1_000).map(({ name, net }) => [name, net])).toEqual([
      ["USD", 250],
      ["EUR", 80],
    ]);
    expect(exposureBy(BOOK, "kind", 1_000).map(({ name }) => name)).toEqual(["equity", "crypto"]);
    expect(exposureBy(BOOK, "symbol", 1_000)).toHaveLength(3);
  });

  it.each([null, 0, -5])("has no weight of an equity of %s", (equity) => {
    expect(exposureBy(BOOK, "symbol", equity).map(({ weight }) => weight)).toEqual([null, null, null]);
    expect(totalExposure(BOOK, equity)).toEqual({ long: 350, short: 100, gross: 450, net: 250, weight: null });
  });
});
