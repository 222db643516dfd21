import type { OrderId, OrderIntent } from "@/modules/_kernel";
import type { ChaosRates } from "../application/venue/chaos-venue";
import { someIntent } from "./orders";

/** What there is to trade in a simulated life. */
export const SYMBOLS = ["ACME", "BOLT"] as const;

export function badDay(random: () => number): ChaosRates {
  const rate = (most: number) => most * random();
  return {
    lost: rate(0.3),
    lostAnswer: rate(0.4),
    twice: rate(0.2),
    refused: rate(0.2),
    repeated: rate(0.5),
    late: rate(0.6),
    mute: rate(0.4),
    cutOff: rate(0.4),
    omitted: rate(0.5),
    skewMs: Math.floor(rate(10_000)),
  };
}

export function single(random: () => number, orderId: OrderId): OrderIntent {
  const isMarket = random() < 0.3;
  const tifs = ["day", "gtc", "ioc", "fok"] as const;
  return someIntent({
    orderId,
    symbol: SYMBOLS[random() < 0.5 ? 0 : 1],
    side: random() < 0.5 ? "buy" : "sell",
    qty: `${1 + Math.floor(random() * 100)}`,
    ordType: isMarket ? "market" : "limit",
    limitPrice: isMarket ? null : `${88 + Math.floor(random() * 25)}`,
    timeInForce: tifs[Math.floor(random() * tifs.length)] ?? "day",
  });
}

/** An entry with a target and a stop, of which one cancels the other. */
export function bracket(random: () => number, newId: () => OrderId): readonly OrderIntent[] {
  const entry = { ...single(random, newId()), side: "buy" as const, timeInForce: "gtc" as const };
  const exits = { symbol: entry.symbol, side: "sell" as const, qty: entry.qty, timeInForce: "gtc" as const };
  const links = { parentId: entry.orderId, ocoGroupId: newId() };
  return [
    entry,
    someIntent({ ...exits, ...links, orderId: newId(), limitPrice: "108" }),
    someIntent({ ...exits, ...links, orderId: newId(), ordType: "stop", limitPrice: null, stopPrice: "92" }),
  ];
}
