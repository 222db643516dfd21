import { expect, it } from "vitest";
import { stepOf } from "./row-keys";

it.each([
  ["ArrowRight", 0, 1],
  ["ArrowDown", 2, 0],
  ["ArrowLeft", 0, 2],
  ["ArrowUp", 2, 1],
  ["Home", 2, 0],
  ["End", 0, 2],
  ["Enter", 0, null],
])("%s leads in a row of three from %i to %s", (key, from, to) => {
  expect(stepOf(key, from, 3)).toBe(to);
});
