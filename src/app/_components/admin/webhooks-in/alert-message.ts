/**
 * The message of a TradingView alert that the usual template reads. What stands in double braces is filled in by TradingView; a
 * strategy's own words come with `{{strategy.order.action}}`, and its size with `{{strategy.order.contracts}}`.
 */
export function alertMessage(secret: string): string {
  return [
    "{",
    `  "secret": ${JSON.stringify(secret)},`,
    '  "action": "{{strategy.order.action}}",',
    '  "ticker": "{{ticker}}",',
    '  "qty": "{{strategy.order.contracts}}",',
    '  "time": "{{timenow}}"',
    "}",
  ].join("\n");
}

/** A message as it would come, to try a hook with. */
export function sampleMessage(source: "tradingview" | "generic", nowMs: number): string {
  const body =
    source === "tradingview"
      ? { action: "buy", ticker: "SIM-ACME", qty: "1", time: new Date(nowMs).toISOString() }
      : { action: "buy", symbol: "SIM-ACME", qty: "1" };
  return JSON.stringify(body, null, 2);
}
