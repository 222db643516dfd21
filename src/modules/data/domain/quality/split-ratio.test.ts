import { expect, it } from "vitest";
import { splitRatioOf } from "./split-ratio";

it.each([
  // Apple before and after 4:1 on 2020-08-31, Tesla 5:1 the same day, Alphabet 20:1 on 2022-07-18 (unadjusted closes and opens).
  [499.23, 127.58, "4:1"],
  [2213.4, 444.61, "5:1"],
  [2255.34, 112.64, "20:1"],
  [100, 50, "2:1"],
  [100, 66, "3:2"],
  [1, 10.2, "1:10"],
  [2, 3.05, "2:3"],
])("%d to %d looks like %s", (before, after, expected) => {
  const ratio = splitRatioOf(before, after);
  expect(ratio === null ? null : `${ratio.numerator}:${ratio.denominator}`).toBe(expected);
});

it.each([
  [100, 79.5], // the S&P 500 on 1987-10-19
  [100, 98],
  [100, 100],
  [100, 58],
  [100, 125],
])("%d to %d looks like none", (before, after) => {
  expect(splitRatioOf(before, after)).toBeNull();
});
