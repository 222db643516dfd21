import type { FeedInstrument } from "../feed/feed";
import type { InstrumentKind } from "../instrument";

/** One instrument of the simulated market. What is random about it follows from its place in the list and the seed. */
export interface Listing {
  readonly alias: string;
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly currency: string;
  /** Around which its price wanders, quote currency per unit. */
  readonly price: number;
  /** Decimals of its price and of its sizes: tick and lot are one of the last. */
  readonly priceDecimals: number;
  readonly sizeDecimals: number;
  /** Of a year, a fraction. */
  readonly volatility: number;
  /** Share of its daily moves that is the whole market's, -1 to 1. */
  readonly market: number;
  /** Trades in a minute of usual business, and the usual size of one, units. */
  readonly tradesPerMinute: number;
  readonly tradeSize: number;
  /** Half of the usual spread, in ticks. */
  readonly halfSpreadTicks: number;
}

type Numbers = readonly [
  price: number,
  priceDecimals: number,
  sizeDecimals: number,
  volatility: number,
  market: number,
  tradesPerMinute: number,
  tradeSize: number,
  halfSpreadTicks: number,
];

function listing(alias: string, name: string, kind: InstrumentKind, numbers: Numbers): Listing {
  const [price, priceDecimals, sizeDecimals, volatility, market, tradesPerMinute, tradeSize, halfSpreadTicks] = numbers;
  return {
    alias,
    name: `${name} (simulated)`,
    kind,
    currency: "USD",
    price,
    priceDecimals,
    sizeDecimals,
    volatility,
    market,
    tradesPerMinute,
    tradeSize,
    halfSpreadTicks,
  };
}

/** Every instrument of the simulated market. The order is part of the seed: add at the end, never in between. */
export const LISTINGS: readonly Listing[] = [
  listing("SIM-ACME", "Acme Industries", "equity", [120, 2, 0, 0.28, 0.6, 8, 120, 1]),
  listing("SIM-NOVA", "Nova Systems", "equity", [310, 2, 0, 0.45, 0.65, 10, 60, 2]),
  listing("SIM-HELIO", "Helio Energy", "equity", [48, 2, 0, 0.35, 0.5, 6, 200, 1]),
  listing("SIM-OMNI", "Omni Foods", "equity", [75, 2, 0, 0.2, 0.5, 5, 150, 1]),
  listing("SIM-500", "500 companies", "etf", [450, 2, 0, 0.16, 0.95, 12, 90, 1]),
  listing("SIM-BOND", "Treasury bonds", "etf", [92, 2, 0, 0.06, -0.25, 4, 300, 1]),
  listing("SIM-INDEX", "500 companies index", "index", [4_800, 2, 0, 0.16, 0.96, 10, 1, 10]),
  listing("SIM-BTC", "Bitcoin", "crypto", [64_000, 2, 4, 0.55, 0.35, 14, 0.08, 150]),
  listing("SIM-ETH", "Ether", "crypto", [3_200, 2, 3, 0.7, 0.4, 12, 1.2, 12]),
  listing("SIM-SOL", "Solana", "crypto", [150, 2, 2, 0.9, 0.4, 8, 15, 2]),
  listing("SIM-EUR", "Euro in dollars", "fx", [1.09, 5, 0, 0.08, 0.15, 10, 50_000, 3]),
  listing("SIM-GBP", "Pound in dollars", "fx", [1.27, 5, 0, 0.09, 0.15, 8, 40_000, 4]),
  listing("SIM-GOLD", "Gold", "future", [2_350, 1, 0, 0.15, -0.1, 8, 4, 1]),
  listing("SIM-OIL", "Crude oil", "future", [78, 2, 0, 0.35, 0.3, 7, 6, 1]),
];

const LISTING_BY_ALIAS = new Map(LISTINGS.map((one, index) => [one.alias, { listing: one, index }]));

/** The listing of that name with its place in the list, or null. */
export function listingOf(alias: string): { readonly listing: Listing; readonly index: number } | null {
  return LISTING_BY_ALIAS.get(alias) ?? null;
}

/** The smallest step of so many decimals, as text: `0.01` for 2, `1` for 0. */
const stepText = (decimals: number) => (decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`);

/** A listing as the feed offers it. */
export function toFeedInstrument(one: Listing, calendar: string): FeedInstrument {
  return {
    feed: SIMULATED,
    alias: one.alias,
    symbol: one.alias,
    name: one.name,
    kind: one.kind,
    currency: one.currency,
    venue: "SIM",
    calendar,
    tick: stepText(one.priceDecimals),
    lot: stepText(one.sizeDecimals),
  };
}

/** Id of the simulated market's feed. Whatever carries it is marked SIM wherever it is shown. */
export const SIMULATED = "simulated";
