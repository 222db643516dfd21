import { InstrumentId } from "@/modules/_kernel";
import type { Flows, InstrumentView } from "../flows/contract";

/** Instruments as Alpaca's assets. */

/** Ids of assets are UUIDs there: ours is the number of the instrument, written as one. */
const ASSET_PREFIX = "00000000-0000-4000-8000-";
export const assetIdOf = (instrumentId: number): string =>
  `${ASSET_PREFIX}${instrumentId.toString(16).padStart(12, "0")}`;

/** Currencies that stand at the end of a symbol without its slash, the longer ones first. */
const QUOTED_IN = ["USDT", "USDC", "USD", "EUR", "BTC"];

export const classOf = (kind: InstrumentView["kind"]): string =>
  kind === "equity" || kind === "etf" ? "us_equity" : kind === "crypto" ? "crypto" : kind;

/** The instrument of a symbol, of a symbol of crypto without its slash (`BTCUSD`), or of an asset's id. */
export async function findAsset(
  flows: Pick<Flows, "getInstrument" | "listInstruments">,
  text: string,
): Promise<InstrumentView | null> {
  const direct = await flows.getInstrument(text);
  if (direct.ok) return direct.value;
  const quote = QUOTED_IN.find((each) => text.length > each.length && text.toUpperCase().endsWith(each));
  if (quote !== undefined && !text.includes("/")) {
    const slashed = await flows.getInstrument(`${text.slice(0, -quote.length)}/${quote}`);
    if (slashed.ok) return slashed.value;
  }
  const number = text.startsWith(ASSET_PREFIX) ? Number.parseInt(text.slice(ASSET_PREFIX.length), 16) : Number.NaN;
  if (!InstrumentId.is(number)) return null;
  return (await listAssets(flows)).find(({ instrumentId }) => instrumentId === number) ?? null;
}

const PAGE = 200;
/** Instruments that one answer lists. */
const ASSETS_MAX = 20_000;

export async function listAssets(flows: Pick<Flows, "listInstruments">): Promise<readonly InstrumentView[]> {
  const found: InstrumentView[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Flows["listInstruments"]>> = await flows.listInstruments({
      kind: null,
      status: null,
      sector: null,
      hasBars: null,
      cursor,
      limit: PAGE,
    });
    found.push(...page.rows);
    cursor = page.cursor;
  } while (cursor !== null && found.length < ASSETS_MAX);
  return found;
}

export function assetOf(instrument: InstrumentView) {
  const { instrumentId, symbol, name, kind, status, tick, lot, calendar } = instrument;
  return {
    id: assetIdOf(instrumentId),
    class: classOf(kind),
    exchange: kind === "crypto" ? "CRYPTO" : (calendar ?? ""),
    symbol,
    name,
    status: status === "active" ? "active" : "inactive",
    tradable: status === "active" && kind !== "index",
    marginable: false,
    maintenance_margin_requirement: 100,
    shortable: kind !== "index",
    easy_to_borrow: kind !== "index",
    fractionable: Number(lot) < 1,
    attributes: [],
    min_order_size: lot,
    min_trade_increment: lot,
    price_increment: tick,
  };
}
