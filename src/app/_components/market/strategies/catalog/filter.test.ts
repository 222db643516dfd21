import { describe, expect, it } from "vitest";
import type { CatalogEntry } from "../types";
import { type CatalogFilter, filterCatalog } from "./filter";

const builtIn: CatalogEntry = {
  slug: "sma-cross",
  title: "Moving average cross",
  description: "Buys when the fast average rises above the slow one.",
  category: "trend",
  source: "Brock 1992",
  instruments: { minimum: 1, maximum: 1 },
  series: [],
  parameters: [],
  origin: "built-in",
  kind: "code",
  version: null,
  archived: false,
  shared: true,
  mine: false,
  author: null,
  savedAtMs: null,
  readable: true,
  published: [],
};
const mine: CatalogEntry = {
  ...builtIn,
  slug: "dip",
  title: "Dip",
  category: "reversion",
  origin: "own",
  version: 2,
  mine: true,
  author: "Ada",
  source: "",
};
const others: CatalogEntry = {
  ...mine,
  slug: "gap",
  title: "Gap",
  description: "Fades gaps.",
  mine: false,
  author: "Grace",
};
const ALL = [builtIn, mine, others];
const ANY: CatalogFilter = { text: "", category: null, whose: "all" };
const found = (filter: Partial<CatalogFilter>) => filterCatalog(ALL, { ...ANY, ...filter }).map(({ slug }) => slug);

describe("the catalog's filter", () => {
  it.each([
    ["lets all pass when nothing is asked", {}, ["sma-cross", "dip", "gap"]],
    ["finds a word of the description, whatever its case", { text: "FAST" }, ["sma-cross", "dip"]],
    ["finds an author", { text: "grace" }, ["gap"]],
    ["wants every word", { text: "fast brock" }, ["sma-cross"]],
    ["takes blanks for nothing", { text: "  " }, ["sma-cross", "dip", "gap"]],
    ["keeps a category", { category: "trend" }, ["sma-cross"]],
    ["keeps what ships with the product", { whose: "built-in" }, ["sma-cross"]],
    ["keeps one's own", { whose: "mine" }, ["dip"]],
    ["keeps what others share", { whose: "others" }, ["gap"]],
    ["holds all of it at once", { text: "gap", category: "trend" }, []],
  ] as const)("%s", (_rule, filter, slugs) => {
    expect(found(filter)).toEqual(slugs);
  });
});
