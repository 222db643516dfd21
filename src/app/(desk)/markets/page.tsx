import type { Metadata } from "next";
import { MarketsPage } from "@/app/_components/market/markets-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.market.marketsTitle };

export default function Page() {
  return <MarketsPage />;
}
