/** What a simulated venue has of an order to buy nine at 4 that nobody here sent, of which three are filled. */
export function orderByPhone(symbol: string, atMs: number) {
  const intent = {
    orderId: "by-phone",
    symbol,
    side: "buy",
    qty: "9",
    currency: "USD",
    ordType: "limit",
    limitPrice: "4",
    stopPrice: null,
    trailAmount: null,
    trailPercent: null,
    timeInForce: "gtc",
    expireAt: null,
    reduceOnly: false,
    postOnly: false,
    parentId: null,
    ocoGroupId: null,
  };
  return {
    intent,
    venueOrderId: "Q900",
    turn: 900,
    qty: "9",
    filled: "3",
    limit: "4",
    stop: null,
    triggered: true,
    ended: false,
    rested: true,
    liveAt: atMs,
    barMs: atMs,
    answered: [],
  };
}
