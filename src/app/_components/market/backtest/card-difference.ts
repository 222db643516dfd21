import type { RunCard } from "../types";

/** Parts of a run's card that decide its bits, in the order in which one would look for a cause. */
const PARTS = [
  "code",
  "engineVersion",
  "strategyVersion",
  "adjustment",
  "actions",
  "dataHash",
  "bars",
  "firstMs",
  "lastMs",
  "seed",
] as const;
export type CardPart = (typeof PARTS)[number];

/** What is different between the cards of two runs; empty when the same went in. */
export function cardDifference(left: RunCard, right: RunCard): readonly CardPart[] {
  return PARTS.filter((part) => left[part] !== right[part]);
}
