import { setTimeout as sleep } from "node:timers/promises";
import { headers } from "next/headers";
import { type Bar, barAt, decodeBarColumns } from "@/modules/data";
import { getWebContainer } from "../web-container";
import { READ_AHEAD_MS } from "./read-ahead";
import { symbol } from "./routers/fields";
import { getSession } from "./rsc";

type Query = Parameters<Awaited<ReturnType<typeof getWebContainer>>["readBarPage"]>[0];

/** The last, and the one before it, which says how far it moved. */
const LAST = 2;

/**
 * The last bars of a series for the page that draws its chart, for whoever `/api/bars` would give them to. None where it is not known,
 * where reading takes too long, or where a browser only goes on to another page.
 */
export async function readLastBars(
  series: Pick<Query, "symbol" | "resolution" | "adjustment" | "hours">,
): Promise<Bar[]> {
  const asked = symbol.safeParse(series.symbol);
  if (!asked.success || (await headers()).get("x-bifrost-first") !== "1") return [];
  // What draws the page says what became of the session.
  const session = await getSession().catch(() => null);
  if (session === null || session.factorDue) return [];
  const { readBarPage } = await getWebContainer();
  const read = async () => {
    const page = await readBarPage({ ...series, symbol: asked.data, toMs: null, limit: LAST });
    return page.ok ? barsIn(page.value.bytes) : [];
  };
  return Promise.race([read().catch(() => []), sleep(READ_AHEAD_MS, [], { ref: false })]);
}

function barsIn(bytes: Uint8Array): Bar[] {
  const decoded = decodeBarColumns(bytes);
  if (!decoded.ok) return [];
  const bars = decoded.value;
  return Array.from(bars.time, (_, at) => barAt(bars, at)).filter((bar) => bar !== null);
}
