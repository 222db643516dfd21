import { expect, it } from "vitest";
import { chanceOf } from "./practice-outage";

it("gives a name the same chance under a seed, and names and seeds others, evenly", () => {
  expect(chanceOf(1, "late 7")).toBe(chanceOf(1, "late 7"));
  expect(chanceOf(1, "late 7")).not.toBe(chanceOf(2, "late 7"));
  const chances = Array.from({ length: 2_000 }, (_, name) => chanceOf(5, `late ${name}`));
  expect(chances.every((each) => each >= 0 && each < 1)).toBe(true);
  for (const tenth of [0, 0.3, 0.9]) {
    const share = chances.filter((each) => each >= tenth && each < tenth + 0.1).length / chances.length;
    expect(Math.abs(share - 0.1)).toBeLessThan(0.03);
  }
});
