import type { Metadata } from "next";
import { ChartDesk } from "@/app/_components/market/chart-desk";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.market.deskTitle };

export default function ChartPage() {
  return <ChartDesk />;
}
