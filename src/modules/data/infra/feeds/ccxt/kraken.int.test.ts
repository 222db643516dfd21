import { resolutionMs } from "../../../domain/resolution";
import { describeFeed, type ServedBar, type ServedMarket } from "../../../testing/feed-contract";
import { describeLive } from "../../../testing/live-contract";
import { krakenProtocol } from "../../../testing/venues/kraken";
import { Venue } from "../../../testing/venues/venue";
import { exchangeFeed } from "./testing/exchange-feed";

const ETH_USD = { base: "ETH", quote: "USD", tick: "0.01", lot: "0.00000001" };
const make = exchangeFeed("kraken");

const shifted = ({ bars, clockOffMs }: ServedMarket): readonly ServedBar[] =>
  bars.map((bar) => ({ ...bar, time: bar.time + clockOffMs }));

describeFeed({
  name: "Kraken through ccxt",
  resolution: "1d",
  alias: "ETH/USD",
  currency: "USD",
  protocol: (market) =>
    krakenProtocol(new Venue([ETH_USD], (_pair, stepMs) => (stepMs === resolutionMs("1d") ? shifted(market) : []))),
  make,
  inexpressible: {
    "other symbol": "ccxt looks the asked pair up in the answer: bars of another one are never seen",
    "unknown currency": "the answer names no currency",
  },
  otherwise: {
    "clock an hour ahead": { refusal: "feed.malformed", because: "a day that begins at 01:00 is none of ours" },
    "clock an hour behind": { refusal: "feed.malformed", because: "a day that begins at 23:00 is none of ours" },
  },
});

describeLive({
  name: "Kraken through ccxt",
  pair: ETH_USD,
  alias: "ETH/USD",
  unknownAlias: "NONE/USD",
  protocol: krakenProtocol,
  make: (setting) => make({ ...setting, timeoutMs: 5000 }),
  resumes: true,
  // One connection carries every channel.
  sockets: 1,
});
