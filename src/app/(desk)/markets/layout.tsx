import type { ReactNode } from "react";
import { MarketTabs } from "@/app/_components/market/market-tabs";

export default function MarketsLayout({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <MarketTabs />
      <div className="flex min-h-0 flex-1 flex-col max-md:flex-none">{children}</div>
    </>
  );
}
