import { describe, expect, it } from "vitest";
import { alertMessage, sampleMessage } from "./alert-message";

describe("messages of alerts", () => {
  it("are JSON that says the secret, whatever TradingView fills in", () => {
    const filled = alertMessage("s-1")
      .replace("{{strategy.order.action}}", "buy")
      .replace("{{ticker}}", "AAPL")
      .replace("{{strategy.order.contracts}}", "10")
      .replace("{{timenow}}", "2026-03-04T12:00:00Z");
    expect(JSON.parse(filled)).toEqual({
      secret: "s-1",
      action: "buy",
      ticker: "AAPL",
      qty: "10",
      time: "2026-03-04T12:00:00Z",
    });
  });

  it("are sampled as they would come", () => {
    expect(JSON.parse(sampleMessage("tradingview", 0))).toMatchObject({
      ticker: "SIM-ACME",
      time: "1970-01-01T00:00:00.000Z",
    });
    expect(JSON.parse(sampleMessage("generic", 0))).toMatchObject({ symbol: "SIM-ACME" });
  });
});
