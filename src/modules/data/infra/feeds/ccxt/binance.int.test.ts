import { resolutionMs } from "../../../domain/resolution";
import { describeFeed, type ServedBar, type ServedMarket } from "../../../testing/feed-contract";
import { describeLive } from "../../../testing/live-contract";
import { binanceProtocol } from "../../../testing/venues/binance";
import { Venue } from "../../../testing/venues/venue";
import { exchangeFeed } from "./testing/exchange-feed";

const BTC_USDT = { base: "BTC", quote: "USDT", tick: "0.01000000", lot: "0.00001000" };
const make = exchangeFeed("binance");

const shifted = ({ bars, clockOffMs }: ServedMarket): readonly ServedBar[] =>
  bars.map((bar) => ({ ...bar, time: bar.time + clockOffMs }));

describeFeed({
  name: "Binance through ccxt",
  resolution: "1d",
  alias: "BTC/USDT",
  currency: "USDT",
  protocol: (market) =>
    binanceProtocol(new Venue([BTC_USDT], (_pair, stepMs) => (stepMs === resolutionMs("1d") ? shifted(market) : []))),
  make,
  inexpressible: {
    "other symbol": "a kline names no market: it is the one that was asked for",
    "unknown currency": "nor does it name a currency",
  },
  otherwise: {
    "clock an hour ahead": { refusal: "feed.malformed", because: "a day that begins at 01:00 is none of ours" },
    "clock an hour behind": { refusal: "feed.malformed", because: "a day that begins at 23:00 is none of ours" },
  },
});

describeLive({
  name: "Binance through ccxt",
  pair: BTC_USDT,
  alias: "BTC/USDT",
  unknownAlias: "NONE/USDT",
  protocol: binanceProtocol,
  make: (setting) => make({ ...setting, timeoutMs: 5000 }),
  resumes: true,
  // Trades, tickers and bars each have a connection.
  sockets: 3,
});
