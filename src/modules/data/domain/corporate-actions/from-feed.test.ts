import { describe, expect, it } from "vitest";
import { EpochMs, InstrumentId } from "@/modules/_kernel";
import type { FeedAction } from "../feed/feed";
import { DAY_MS } from "../resolution";
import type { CorporateAction } from "./corporate-action";
import { actionsOfFeed } from "./from-feed";

const DATE = Date.UTC(2024, 5, 10);
const FEED = { feed: "yahoo", currency: "USD", nowMs: DATE + DAY_MS };
const split = (numerator: string, denominator: string, dateMs = DATE): FeedAction => ({
  type: "split",
  dateMs,
  numerator,
  denominator,
});
const dividend = (amount: string, currency = "USD", dateMs = DATE): FeedAction => ({
  type: "dividend",
  dateMs,
  amount,
  currency,
});
const known = (source: string): CorporateAction => ({
  type: "dividend",
  exDateMs: DATE,
  amount: "0.25",
  currency: "USD",
  actionId: "1",
  instrumentId: InstrumentId.of(1),
  ordinal: 0,
  source,
  knownAtMs: EpochMs.of(0),
});

const NOTHING = { actions: [], removed: [] };

describe("corporate actions that a feed tells", () => {
  it.each([
    [split("10", "1"), { type: "split", exDateMs: DATE, ratio: "10" }],
    [split("3", "2"), { type: "split", exDateMs: DATE, ratio: "1.5" }],
    [split("1", "3"), { type: "split", exDateMs: DATE, ratio: "0.333333333333" }],
    [dividend("0.25"), { type: "dividend", exDateMs: DATE, amount: "0.25", currency: "USD" }],
    [dividend("0.25", "USD", DATE + 90 * DAY_MS), expect.objectContaining({ exDateMs: DATE + 90 * DAY_MS })],
  ])("are taken as facts: %o", (action, facts) => {
    expect(actionsOfFeed([action], NOTHING, FEED)).toEqual({ actions: [facts], refused: [] });
  });

  it.each([
    [split("0", "1"), "malformed"],
    [split("NaN", "1"), "malformed"],
    [split("5000", "1"), "malformed"],
    [split("1", "5000"), "malformed"],
    [dividend("0"), "price_not_positive"],
    [dividend("-1"), "price_not_positive"],
    [dividend("1e-7"), "price_not_positive"],
    [dividend("0.25", "EUR"), "currency_differs"],
    [dividend("0.25", "USD", DATE + 1), "time_malformed"],
    [dividend("0.25", "USD", Number.NaN), "time_malformed"],
    [dividend("0.25", "USD", DATE + 402 * DAY_MS), "time_future"],
  ])("are refused where they are none: %o is %s", (action, reason) => {
    expect(actionsOfFeed([action], NOTHING, FEED)).toMatchObject({ actions: [], refused: [{ action, reason }] });
  });

  it("leave what a person or another source said of that date, and correct what the feed said itself", () => {
    const told = [dividend("0.26"), split("2", "1"), dividend("0.3", "USD", DATE + DAY_MS)];
    const types = (source: string) =>
      actionsOfFeed(told, { actions: [known(source)], removed: [] }, FEED).actions.map(({ type }) => type);
    expect(types("a file")).toEqual(["split", "dividend"]);
    expect(types("yahoo")).toEqual(["dividend", "split", "dividend"]);
  });

  it("do not bring back what a person took out of a date, and tell of other dates and types", () => {
    const told = [dividend("0.26"), split("2", "1"), dividend("0.3", "USD", DATE + DAY_MS)];
    const removed = [{ type: "dividend", exDateMs: DATE }] as const;
    expect(actionsOfFeed(told, { actions: [], removed }, FEED).actions).toMatchObject([
      { type: "split", exDateMs: DATE },
      { type: "dividend", exDateMs: DATE + DAY_MS },
    ]);
  });
});
