import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { preload } from "react-dom";
import { barPageAddress, firstPageBars } from "@/app/_components/charts/bar-pages";
import { usualRange } from "@/app/_components/charts/ranges";
import { Desk } from "@/app/_components/desk/desk";
import { CHART_ADDRESS } from "@/app/_components/market/chart-address";

import { SCOPE_ADDRESS } from "@/app/_lib/scope-address";
import { messages } from "@/app/messages/catalog";
import { resolutionMs } from "@/modules/data";

export const metadata: Metadata = { title: messages.market.deskTitle };

const loadAddress = createLoader({ ...SCOPE_ADDRESS, ...CHART_ADDRESS });

/** The browser is told to read the bars while it still loads what draws them: the chart then finds them by their address. */
export default async function ChartPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const { symbol, resolution, prices, hours, range } = await loadAddress(searchParams);
  const limit = firstPageBars(range ?? usualRange(resolutionMs(resolution)));
  const series = { symbol, resolution, prices: { adjustment: prices, untilDate: null, hours } };
  preload(barPageAddress(series, { toMs: null, limit }), { as: "fetch", crossOrigin: "anonymous" });
  return <Desk />;
}
