import type { Metadata } from "next";
import { ScreenerPage } from "@/app/_components/market/screener/screener-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.screener.title };

export default function Page() {
  return <ScreenerPage />;
}
