import { expect, it } from "vitest";
import { shortAge } from "./short-age";

it.each([
  [-5, "0s"],
  [0, "0s"],
  [999, "0s"],
  [59_999, "59s"],
  [60_000, "1m"],
  [3_600_000, "1h"],
  [86_400_000 * 2.5, "2d"],
  [86_400_000 * 366, "1y"],
])("writes %d ms as %s", (ageMs, text) => {
  expect(shortAge(ageMs)).toBe(text);
});
