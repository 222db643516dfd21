import { describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import { isoDate } from "../../../domain/civil";
import { DAY_MS } from "../../../domain/resolution";
import { type ServedProtocol, startFaultServer } from "../../../testing/fault-server";
import { clockHeader, describeFeed, type ServedMarket } from "../../../testing/feed-contract";
import { makeFeedForTest } from "../../../testing/make-feed";
import { ecb } from "./ecb";
import { parseRates } from "./rates-xml";

function xmlOf(days: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject><gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
<Cube>${days.join("")}</Cube></gesmes:Envelope>`;
}

const dayOf = (dateMs: number, cubes: string) => `<Cube time="${isoDate(dateMs)}">${cubes}</Cube>`;

function speakEcb(market: ServedMarket): ServedProtocol {
  return {
    answer() {
      const days = market.bars.map(({ time, low, close }) => {
        const rate = low === 0 ? 0 : (close ?? "");
        const other = `<Cube currency="JPY" rate="158.46"/>`;
        return dayOf(time, market.saidAlias === "EURUSD" ? `<Cube currency="USD" rate="${rate}"/>${other}` : other);
      });
      return { status: 200, contentType: "text/xml", body: xmlOf(days), headers: clockHeader(market) };
    },
  };
}

describeFeed({
  name: "ECB",
  resolution: "1d",
  alias: "EURUSD",
  currency: "USD",
  shape: ({ time, close }) => ({ time, open: close, high: close, low: close, close, volume: 0 }),
  protocol: speakEcb,
  make: (setting) => makeFeedForTest(ecb, setting),
  inexpressible: { "unknown currency": "the currency is the name that is asked for: another one is another pair" },
  otherwise: {
    "other symbol": { refusal: "feed.symbol_unknown", because: "a file without the currency has no such pair" },
  },
});

describe("reference rates", () => {
  // The rates of 2024-01-05 as the bank published them.
  const FILE = xmlOf([
    dayOf(Date.UTC(2024, 0, 5), `<Cube currency="USD" rate="1.0921"/><Cube currency="JPY" rate="158.46"/>`),
    dayOf(Date.UTC(2024, 0, 4), `<Cube currency="USD" rate="1.0953"/><Cube currency="JPY" rate="158.02"/>`),
  ]);

  it("are read as they are written", () => {
    const days = parseRates(FILE);
    expect(days.ok ? days.value.map(({ perEuro }) => perEuro.get("USD")) : null).toEqual(["1.0921", "1.0953"]);
  });

  it.each([
    ["nothing", ""],
    ["a page", "<!doctype html><html><body>Sign in</body></html>"],
    ["half a file", FILE.slice(0, FILE.length / 2)],
    ["another envelope", "<Envelope><Cube/></Envelope>"],
    ["a date that is none", xmlOf([`<Cube time="2024-02-31"><Cube currency="USD" rate="1"/></Cube>`])],
    ["a bomb of entities", `<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>${FILE.replace("1.0921", "&b;")}`],
  ])("refuse %s, or make no number of it", (_, text) => {
    const days = parseRates(text);
    expect(days.ok ? days.value[0]?.perEuro.get("USD") : days.error).not.toBe("1.0921");
    expect(days.ok ? Number(days.value[0]?.perEuro.get("USD")) : Number.NaN).toBeNaN();
  });

  it("are found by a part of the pair, and asked for in the shortest file that holds them", async () => {
    const server = await startFaultServer({
      answer: () => ({ status: 200, contentType: "text/xml", body: FILE }),
    });
    const nowMs = EpochMs.of(Date.UTC(2024, 0, 6));
    const feed = makeFeedForTest(ecb, { baseUrl: server.url, timeoutMs: 20_000, clock: { nowMs: () => nowMs } });
    const signal = new AbortController().signal;
    const found = await feed.search("eur/j", 5, signal);
    expect(found.ok ? found.value.map(({ alias, currency }) => [alias, currency]) : null).toEqual([["EURJPY", "JPY"]]);
    for (const days of [3, 400]) {
      const request = { alias: "EURUSD", resolution: "1d", fromMs: nowMs - days * DAY_MS, toMs: nowMs } as const;
      for await (const page of feed.history(request, signal)) expect(page.ok).toBe(true);
    }
    expect(server.requests.map(({ path }) => path.split("/").at(-1))).toEqual([
      "eurofxref-daily.xml",
      "eurofxref-hist-90d.xml",
      "eurofxref-hist.xml",
    ]);
    await server.close();
  });
});
