import { type Command, Option } from "commander";
import { ORD_TYPES, type OrderIntent, SIDES, TIMES_IN_FORCE } from "@/modules/_kernel";
import type { OrderRequest } from "@/server/flows/contract/trading";

/** What of an order is said by options. */
export interface TermOptions {
  readonly type: OrderIntent["ordType"];
  readonly tif: OrderIntent["timeInForce"];
  readonly limit?: string;
  readonly stop?: string;
  readonly trailAmount?: string;
  readonly trailPercent?: string;
  readonly expire?: string;
  readonly reduceOnly?: boolean;
  readonly postOnly?: boolean;
  readonly takeProfit?: string;
  readonly stopLoss?: string;
  readonly stopLossLimit?: string;
}

/** Adds what an order is to a command: side, quantity and symbol, then its options. */
export function withTerms(command: Command): Command {
  return command
    .addArgument(command.createArgument("<side>", "buy or sell").choices([...SIDES]))
    .argument("<qty>", "units")
    .argument("<symbol>")
    .addOption(new Option("--type <type>").choices([...ORD_TYPES]).default("market"))
    .addOption(new Option("--tif <tif>", "how long it is good").choices([...TIMES_IN_FORCE]).default("day"))
    .option("--limit <price>")
    .option("--stop <price>")
    .option("--trail-amount <amount>", "distance of a trailing stop, in the instrument's currency")
    .option("--trail-percent <fraction>", "the same as a fraction of the price: 0.05 is 5 %")
    .option("--expire <moment>", "of gtd, in UTC like 2026-01-31T14:30Z")
    .option("--reduce-only", "only close what is held")
    .option("--post-only", "only rest in the book")
    .option("--take-profit <price>", "a child that takes the profit")
    .option("--stop-loss <price>", "a child that stops the loss")
    .option("--stop-loss-limit <price>", "the limit of that stop");
}

/** The order that was typed. */
export function requestOf(
  order: Pick<OrderRequest, "accountId" | "symbol" | "side" | "qty">,
  options: TermOptions,
): OrderRequest {
  const { takeProfit, stopLoss, stopLossLimit } = options;
  return {
    ...order,
    ordType: options.type,
    timeInForce: options.tif,
    limitPrice: options.limit ?? null,
    stopPrice: options.stop ?? null,
    trailAmount: options.trailAmount ?? null,
    trailPercent: options.trailPercent ?? null,
    expireAt: options.expire ?? null,
    reduceOnly: options.reduceOnly === true,
    postOnly: options.postOnly === true,
    takeProfit: takeProfit === undefined ? null : { limitPrice: takeProfit },
    stopLoss: stopLoss === undefined ? null : { stopPrice: stopLoss, limitPrice: stopLossLimit ?? null },
  };
}
