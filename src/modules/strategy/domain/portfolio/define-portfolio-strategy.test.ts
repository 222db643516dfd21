import { expect, it } from "vitest";
import { z } from "zod";
import { wholeParam } from "../define-strategy";
import { definePortfolioStrategy } from "./define-portfolio-strategy";

const started: unknown[] = [];
const strategy = definePortfolioStrategy({
  name: "watch",
  title: "Watch",
  description: "Watches.",
  source: "nobody",
  version: "1",
  instruments: { minimum: 1, maximum: 2 },
  series: ["1d"],
  schema: z.strictObject({
    length: wholeParam({ title: "Length", description: "Of it.", unit: "bars", minimum: 1, maximum: 9, fallback: 3 }),
  }),
  warmUpBars: ({ length }) => length + 1,
  start: (params, symbols) => {
    started.push([params, symbols]);
    return { onBars: () => undefined };
  },
});

it("reads the form off the schema and shows nothing of the schema itself", () => {
  expect(strategy.fields.map(({ name, default: value, maximum }) => [name, value, maximum])).toEqual([
    ["length", 3, 9],
  ]);
  expect(Object.keys(strategy).toSorted()).toEqual(
    [
      "description",
      "fields",
      "instruments",
      "name",
      "own",
      "prepare",
      "series",
      "source",
      "title",
      "version",
    ].toSorted(),
  );
});

it("starts with completed parameters on the instruments in their order", () => {
  const prepared = strategy.prepare({});
  if (!prepared.ok) throw new Error(prepared.error.kind);
  expect([prepared.value.params, prepared.value.warmUpBars]).toEqual([{ length: 3 }, 4]);
  prepared.value.start(["B", "A"]);
  expect(started).toEqual([[{ length: 3 }, ["B", "A"]]]);
});

it("names a bad parameter and what would pass", () => {
  expect(strategy.prepare({ length: 10 })).toEqual({
    ok: false,
    error: {
      kind: "strategy.params_invalid",
      name: "watch",
      issues: [{ path: "length", message: "a whole number from 1 to 9" }],
    },
  });
});
