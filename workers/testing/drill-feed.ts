/** What the feed of the kill drill has: enough pages that a kill falls between, inside and after them. */
export const DRILL_FEED = {
  id: "drill",
  barsPerPage: 400,
  options: { count: 4_000, seed: 7, startMs: Date.UTC(2024, 0, 2) },
} as const;
