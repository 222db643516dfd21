import { describe, expect, it } from "vitest";
import { asStrategy, isOnOneSeries, runnableOf } from "./runnable";
import type { CatalogEntry } from "./types";

const builtIn = {
  name: "sma-cross",
  title: "Cross",
  description: "",
  source: "",
  version: "1",
  parameters: [],
  instruments: { minimum: 1, maximum: 1 },
  series: [],
};
const entry: CatalogEntry = {
  slug: "mine",
  title: "Mine",
  description: "Does things.",
  category: "other",
  source: "",
  instruments: { minimum: 1, maximum: 1 },
  series: [],
  parameters: [],
  origin: "own",
  kind: "code",
  version: 4,
  archived: false,
  shared: false,
  mine: true,
  author: "Ada",
  savedAtMs: null,
  readable: true,
  published: [],
};
const namesOf = (entries: readonly CatalogEntry[]) => runnableOf([builtIn], entries).map(({ name }) => name);

describe("what a form can run", () => {
  it("is what is built in, then own ones in their newest version", () => {
    expect(runnableOf([builtIn], [entry])).toEqual([
      builtIn,
      {
        name: "mine",
        title: "Mine",
        description: "Does things.",
        source: "",
        version: "4",
        parameters: [],
        instruments: { minimum: 1, maximum: 1 },
        series: [],
      },
    ]);
  });

  it.each([
    ["a built-in one twice", { ...entry, origin: "built-in" as const }],
    ["an archived one", { ...entry, archived: true }],
  ])("is not %s", (_what, other) => {
    expect(namesOf([other])).toEqual(["sma-cross"]);
  });
});

it.each([
  ["several instruments", { instruments: { minimum: 1, maximum: 3 }, series: [] }],
  ["several lengths of bars", { instruments: { minimum: 1, maximum: 1 }, series: ["1d"] }],
])("one on %s runs, and is told from one that a search takes", (_what, change) => {
  const several = { ...entry, ...change };
  expect(namesOf([several])).toEqual(["sma-cross", "mine"]);
  expect([isOnOneSeries(entry), isOnOneSeries(several)]).toEqual([true, false]);
});

it("one version has its number in its name and its title", () => {
  const version = asStrategy(
    { slug: "mine", number: 2, facts: entry },
    (title, number) => `${title}, version ${number}`,
  );
  expect(version).toMatchObject({ name: "mine@2", title: "Mine, version 2", version: "2" });
});
