import type { Metadata } from "next";
import { ComparePage } from "@/app/_components/market/backtest/compare/compare-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.runs.compareTitle };

export default function Page() {
  return <ComparePage />;
}
