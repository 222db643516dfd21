import { setTimeout as sleep } from "node:timers/promises";
import { AccountId, UserId } from "@/modules/_kernel";
import type { Actor } from "@/server/flows/contract";
import type { OrderRequest, TradingFlows } from "@/server/flows/contract/trading";
import { someRequest } from "@/server/flows/trading/testing/trading-house";

/** Who sends the drill's orders. */
export const DRILL_ACTOR: Actor = { kind: "user", userId: UserId.of("alice"), requestId: "test" };

const limit = (side: "buy" | "sell", limitPrice: string, qty: string) =>
  ({ side, qty, ordType: "limit", limitPrice, timeInForce: "gtc" }) as const;

/** What is asked for at the first price, and at the second. One order rests to the end; all others fill at the price of their part. */
export const WISHES: readonly (readonly Partial<OrderRequest>[])[] = [
  [
    { qty: "100" },
    { qty: "30", symbol: "BOLT", side: "sell" },
    limit("buy", "9", "40"),
    limit("sell", "10.5", "25"),
    { ...limit("buy", "9.5", "10"), symbol: "BOLT" },
  ],
  [{ qty: "20", side: "sell" }, limit("buy", "8.8", "15"), { qty: "7", symbol: "BOLT" }],
];

type Submits = Pick<TradingFlows, "submitOrder">;

/** Sends the wishes of a part, each twice under its key, as a browser does that had no answer. */
export async function askForPart(flows: Submits, accountId: string, part: number): Promise<void> {
  for (const [index, wish] of (WISHES[part] ?? []).entries())
    for (let times = 0; times < 2; times += 1) await askFor(flows, accountId, wish, `w${part}-${index}`);
}

/** How long whoever has no price waits for the next, and how often. */
const NO_PRICE = { waitMs: 50, tries: 200 } as const;

/** Sends one order, which nothing may refuse but that the carrier has just lost the prices: then it is sent again, as a person would. */
export async function askFor(
  flows: Submits,
  accountId: string,
  wish: Partial<OrderRequest>,
  idempotencyKey: string,
): Promise<void> {
  const request = someRequest({ ...wish, accountId: AccountId.of(accountId) });
  for (let tries = 1; ; tries += 1) {
    const made = await flows.submitOrder(DRILL_ACTOR, { idempotencyKey, request });
    if (made.ok) return;
    const isPriceless = made.error.kind === "order.limits_broken" && tries < NO_PRICE.tries;
    if (!isPriceless) throw new Error(JSON.stringify(made.error));
    await sleep(NO_PRICE.waitMs);
  }
}
