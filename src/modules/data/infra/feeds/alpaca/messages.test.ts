import { describe, expect, it } from "vitest";
import { refusalOfCode, toFeedInstrument, toFeedMessage } from "./messages";
import { StreamMessage } from "./wire";

/** Examples of Alpaca's documentation of its real-time stock data. */
const SAID = {
  trade: '{"T":"t","i":96921,"S":"AAPL","x":"D","p":126.55,"s":1,"t":"2021-02-22T15:51:44.208Z","c":["@","I"],"z":"C"}',
  quote:
    '{"T":"q","S":"AMD","bx":"U","bp":87.66,"bs":1,"ax":"Q","ap":87.68,"as":4,"t":"2021-02-22T15:51:45.335689322Z","c":["R"],"z":"C"}',
  bar: '{"T":"b","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"n":461,"vw":389.062639,"t":"2021-02-22T19:15:00Z"}',
  correction:
    '{"T":"c","S":"EEM","x":"M","oi":52983525033527,"op":39.1582,"os":440000,"oc":["7"],"ci":52983525034326,"cp":39.1809,"cs":440000,"cc":["7"],"z":"B","t":"2023-04-06T14:25:06.542305024Z"}',
  cancel:
    '{"T":"x","S":"GOOGL","i":465,"x":"D","p":105.31,"s":300,"a":"C","z":"C","t":"2023-04-06T13:15:42.83540958Z"}',
};
const told = (text: string) => toFeedMessage(StreamMessage.parse(JSON.parse(text)));
const at = (text: string) => Date.parse(text);

describe("toFeedMessage", () => {
  it("reads Alpaca's own examples", () => {
    expect(told(SAID.trade)).toEqual({
      type: "trade",
      alias: "AAPL",
      price: 126.55,
      size: 1,
      eventMs: at("2021-02-22T15:51:44.208Z"),
      tradeId: "D96921",
    });
    expect(told(SAID.quote)).toMatchObject({ alias: "AMD", bid: 87.66, ask: 87.68, bidSize: 1, askSize: 4 });
    expect(told(SAID.quote)).toMatchObject({ eventMs: at("2021-02-22T15:51:45.335Z") });
    expect(told(SAID.bar)).toMatchObject({ type: "bar", resolution: "1m", closed: true, bar: { close: 389.12 } });
    expect(told(SAID.correction)).toMatchObject({
      tradeId: "M52983525033527",
      right: { price: 39.1809, size: 440000 },
    });
    expect(told(SAID.cancel)).toMatchObject({ type: "correction", tradeId: "D465", right: null });
  });

  it.each(['{"T":"success","msg":"connected"}', '{"T":"subscription","trades":[]}', '{"T":"error","code":402}'])(
    "makes nothing of a word about the stream: %s",
    (text) => expect(told(text)).toBeNull(),
  );
});

describe("refusalOfCode", () => {
  it.each([
    [402, "feed.unauthorized"],
    [409, "feed.unauthorized"],
    [405, "feed.rate_limited"],
    [406, "feed.rate_limited"],
    [407, "feed.unavailable"],
    [500, "feed.unavailable"],
    [400, "feed.malformed"],
    [9999, "feed.malformed"],
  ])("%i is %s", (code, kind) => {
    expect(refusalOfCode("alpaca", code)).toMatchObject({ kind, feed: "alpaca" });
  });
});

describe("toFeedInstrument", () => {
  it.each([
    [
      { symbol: "SPY", name: "SPDR S&P 500 ETF Trust", exchange: "ARCA" },
      { kind: "etf", calendar: "XNYS" },
    ],
    [
      { symbol: "AAPL", name: "Apple Inc. Common Stock", exchange: "NASDAQ" },
      { kind: "equity", calendar: "XNAS" },
    ],
    [
      { symbol: "BRK.B", name: null, exchange: "OTC" },
      { name: "BRK.B", calendar: null },
    ],
  ])("%o", (asset, instrument) => {
    expect(toFeedInstrument("alpaca", asset)).toMatchObject(instrument);
  });

  it("leaves out symbols that are none of ours", () => {
    expect(toFeedInstrument("alpaca", { symbol: "lower case", name: null, exchange: "" })).toBeNull();
  });
});
