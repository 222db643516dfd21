import { describe, expect, it } from "vitest";
import { placeTags, TAG_PX, toTick } from "./levels";

describe("tags of lines", () => {
  it("stand at their lines where there is room", () => {
    expect(placeTags([100, 40], 300)).toEqual([100 - TAG_PX / 2, 40 - TAG_PX / 2]);
  });

  it("make room for each other from above, in the order of the prices", () => {
    const [low, high, between] = placeTags([102, 100, 101], 300);
    expect([high, between, low]).toEqual([89, 89 + TAG_PX, 89 + 2 * TAG_PX]);
  });

  it("are not there for lines out of sight", () => {
    expect(placeTags([null, -1, 301, 300], 300)).toEqual([null, null, null, 300 - TAG_PX / 2]);
  });
});

it.each([
  [198.013, "0.01", 198.01],
  [198.013, "0.05", 198],
  [0.1 + 0.2, "0.1", 0.3],
  [60_001.7, "1", 60_002],
  [1.23456789, "0.00001", 1.23457],
])("draws %d to the tick %s as %d", (price, tick, expected) => {
  expect(toTick(price, tick)).toBe(expected);
});
