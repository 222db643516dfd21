import type { Metadata } from "next";
import { headers } from "next/headers";
import { createLoader, type SearchParams } from "nuqs/server";
import { preload } from "react-dom";
import { barPageAddress, firstPageBars } from "@/app/_components/charts/bar-pages";
import { earlyScript } from "@/app/_components/charts/early-picture";
import { mainPaneShare } from "@/app/_components/charts/indicators";
import { usualRange } from "@/app/_components/charts/ranges";
import { Desk } from "@/app/_components/desk/desk";
import { CHART_ADDRESS } from "@/app/_components/market/chart-address";

import { SCOPE_ADDRESS } from "@/app/_lib/scope-address";
import { messages } from "@/app/messages/catalog";
import { resolutionMs } from "@/modules/data";

export const metadata: Metadata = { title: messages.market.deskTitle };

const loadAddress = createLoader({ ...SCOPE_ADDRESS, ...CHART_ADDRESS });

/** Bars are asked for, and their candles painted, while the browser still loads what the desk is made of. */
export default async function ChartPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const { symbol, resolution, prices, hours, range: asked, scale, ind } = await loadAddress(searchParams);
  const range = asked ?? usualRange(resolutionMs(resolution));
  const series = { symbol, resolution, prices: { adjustment: prices, untilDate: null, hours } };
  const address = barPageAddress(series, { toMs: null, limit: firstPageBars(range) });
  // From the head on; the script waits until the styles are there, and then finds them.
  preload(address, { as: "fetch", crossOrigin: "anonymous" });
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
      <Desk />
    </>
  );
}
