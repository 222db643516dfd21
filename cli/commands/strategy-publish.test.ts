import { InvalidArgumentError } from "commander";
import { expect, it } from "vitest";
import { readBound, readPreset } from "./strategy-publish";

it("reads presets with their values, one after another", () => {
  const first = readPreset("calm:fast=5, slow=20,long=true", []);
  expect(readPreset("quick:", first)).toEqual([
    { name: "calm", params: { fast: 5, slow: 20, long: true } },
    { name: "quick", params: {} },
  ]);
});

it.each(["calm", ":fast=5", "calm:fast", "calm:=5"])("does not take %s for a preset", (text) => {
  expect(() => readPreset(text, [])).toThrow(InvalidArgumentError);
});

it("reads bounds, fractions and losses too", () => {
  expect(readBound("share=-0.5..1.25", { fast: { least: 1, most: 2 } })).toEqual({
    fast: { least: 1, most: 2 },
    share: { least: -0.5, most: 1.25 },
  });
});

it.each(["fast", "fast=5", "fast=5..", "=1..2", "fast=a..b", "fast=1.2.3..4"])(
  "does not take %s for bounds",
  (text) => {
    expect(() => readBound(text, {})).toThrow(InvalidArgumentError);
  },
);
