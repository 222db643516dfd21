import { describe, expect, it } from "vitest";
import { NOTHING_YET, toPublishRequest } from "./publish-draft";

const presets = [
  { presetId: "a", name: "Calm", params: { fast: 5 } },
  { presetId: "b", name: "Quick", params: { fast: 2 } },
];
const read = (change: Partial<typeof NOTHING_YET>) => toPublishRequest("own@3", { ...NOTHING_YET, ...change }, presets);

describe("what is typed about a publication", () => {
  it("is the defaults for everybody where nothing is chosen", () => {
    expect(read({})).toEqual({
      request: { strategy: "own@3", presets: [], bounds: {}, isFree: false, people: null, note: "" },
    });
  });

  it("has the presets that were chosen, and the bounds that were filled in", () => {
    const bounds = { fast: { least: "2", most: "1,000.5" }, slow: { least: " ", most: "" } };
    expect(read({ presets: ["b"], bounds, people: ["u-1"], note: " Small " })).toMatchObject({
      request: {
        presets: [{ name: "Quick", params: { fast: 2 } }],
        bounds: { fast: { least: 2, most: 1000.5 } },
        people: ["u-1"],
        note: "Small",
      },
    });
  });

  it.each([
    ["boundBoth", { least: "2", most: "" }],
    ["boundBoth", { least: "", most: "2" }],
    ["boundNumber", { least: "2", most: "many" }],
  ])("says %s of bounds %j", (fault, range) => {
    expect(read({ bounds: { fast: range } })).toEqual({ fault, parameter: "fast" });
  });

  it("needs no bounds where any value may be", () => {
    expect(read({ allow: "free", bounds: { fast: { least: "x", most: "" } } })).toMatchObject({
      request: { isFree: true, bounds: {} },
    });
  });

  it("says that nobody was chosen", () => {
    expect(read({ people: [] })).toEqual({ fault: "people" });
  });
});
