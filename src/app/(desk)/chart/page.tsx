import type { Metadata } from "next";
import { headers } from "next/headers";
import { createLoader, type SearchParams } from "nuqs/server";
import { preload } from "react-dom";
import { barPageAddress, firstPageBars, seriesName } from "@/app/_components/charts/bar-pages";
import { earlyScript } from "@/app/_components/charts/early-picture";
import { mainPaneShare } from "@/app/_components/charts/indicators";
import { LastBarsProvider } from "@/app/_components/charts/last-bars";
import { usualRange } from "@/app/_components/charts/ranges";
import { Desk } from "@/app/_components/desk/desk";
import { deskAhead } from "@/app/_components/desk/desk-ahead";
import { CHART_ADDRESS } from "@/app/_components/market/chart-address";
import { ReadAhead } from "@/app/_lib/read-ahead";
import { SCOPE_ADDRESS } from "@/app/_lib/scope-address";
import { messages } from "@/app/messages/catalog";
import { resolutionMs } from "@/modules/data";
import { readLastBars } from "@/server/api/bars-ahead";

export const metadata: Metadata = { title: messages.market.deskTitle };

const loadAddress = createLoader({ ...SCOPE_ADDRESS, ...CHART_ADDRESS });

/**
 * Bars are asked for, and their candles painted, while the browser still loads what the desk is made of; the numbers of the last one
 * come with the page.
 */
export default async function ChartPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const { symbol, resolution, prices, hours, range: asked, scale, ind } = await loadAddress(searchParams);
  const barMs = resolutionMs(resolution);
  const range = asked ?? usualRange(barMs);
  const series = { symbol, resolution, prices: { adjustment: prices, untilDate: null, hours } };
  const address = barPageAddress(series, { toMs: null, limit: firstPageBars(range, barMs) });
  // From the head on; the script waits until the styles are there, and then finds them.
  preload(address, { as: "fetch", crossOrigin: "anonymous" });
  const bars = await readLastBars({ symbol, resolution, adjustment: prices, hours });
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <>
      <script
        nonce={nonce}
        suppressHydrationWarning
        // biome-ignore lint/security/noDangerouslySetInnerHtml: our own function, its data escaped
        dangerouslySetInnerHTML={{
          __html: earlyScript({ address, range, isLog: scale === "log", mainShare: mainPaneShare(ind) }),
        }}
      />
      <ReadAhead begins={deskAhead}>
        <LastBarsProvider series={seriesName(series)} bars={bars}>
          <Desk />
        </LastBarsProvider>
      </ReadAhead>
    </>
  );
}
