import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { answerText } from "./answer";
import { backtest } from "./backtest";

/** What Backtrader itself made of thirty random scripts: every order type, brackets, groups, expiry, slippage, refusals. */
const Fixture = z.object({
  source: z.string(),
  cases: z.array(
    z.object({
      request: z.unknown(),
      fills: z.array(z.tuple([z.string(), z.number(), z.number(), z.number(), z.number()])),
      equity: z.array(z.number()),
    }),
  ),
});
const Answer = z.object({
  fills: z.array(
    z.object({ orderId: z.string(), bar: z.number(), qty: z.number(), price: z.number(), commission: z.number() }),
  ),
  equity: z.array(z.number()),
});

const { cases } = Fixture.parse(
  JSON.parse(readFileSync(new URL("testing/fixtures/backtrader.json", import.meta.url), "utf8")),
);

describe("profile backtrader", () => {
  it.each(cases.map((each, index) => [index, each] as const))(
    "gives Backtrader's fills and equity, script %i",
    (_, each) => {
      const { fills, equity } = Answer.parse(JSON.parse(answerText(backtest, JSON.stringify(each.request)).json));
      expect(fills.map(({ orderId, bar, qty }) => [orderId, bar, qty])).toEqual(
        each.fills.map((fill) => fill.slice(0, 3)),
      );
      fills.forEach(({ price, commission }, index) => {
        expect(price).toBeCloseTo(each.fills[index]?.[3] ?? Number.NaN, 6);
        expect(commission).toBeCloseTo(each.fills[index]?.[4] ?? Number.NaN, 6);
      });
      expect(equity).toEqual(each.equity.map((value) => expect.closeTo(value, 5)));
    },
  );
});
