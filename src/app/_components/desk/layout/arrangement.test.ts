import { expect, it } from "vitest";
import { bodyOf, deviceOf, filledOthers, PRESET_PARTS, PRESETS } from "./arrangement";

const first = { symbol: "ACME", resolution: "1m" } as const;
const SYMBOLS = ["ACME", "BOLT", "COIL", "DUST", "EMBER"];

it("fills the charts beside the first with what was chosen, then with what none shows yet", () => {
  const chosen = [{ symbol: "COIL", resolution: "1d" }] as const;
  expect(filledOthers({ charts: 1, others: chosen }, first, SYMBOLS)).toEqual([]);
  expect(filledOthers({ charts: 2, others: chosen }, first, SYMBOLS)).toEqual(chosen);
  expect(filledOthers({ charts: 4, others: chosen }, first, SYMBOLS)).toEqual([
    ...chosen,
    { symbol: "BOLT", resolution: "1m" },
    { symbol: "DUST", resolution: "1m" },
  ]);
  expect(filledOthers({ charts: 4, others: [] }, first, ["ACME", "BOLT"])).toEqual([
    { symbol: "BOLT", resolution: "1m" },
  ]);
});

it("tells kinds of screens by their width", () => {
  expect([390, 1_199, 1_200, 1_799, 1_800, 3_840].map(deviceOf)).toEqual([
    "narrow",
    "narrow",
    "desktop",
    "desktop",
    "wide",
    "wide",
  ]);
});

it("has presets whose panels share all of the room", () => {
  for (const name of PRESETS)
    for (const sizes of Object.values(PRESET_PARTS[name].sizes)) {
      const shares = Object.values(sizes);
      expect([0, 100]).toContain(shares.reduce((sum, share) => sum + share, 0));
    }
});

it("says an arrangement whole, as the server keeps it", () => {
  const sizes = { columns: { a: 40, b: 60 }, middle: {}, trade: {} };
  expect(bodyOf({ charts: 2, others: [first], sizes }, false)).toEqual({
    charts: 2,
    others: [first],
    lists: false,
    sizes,
  });
});
