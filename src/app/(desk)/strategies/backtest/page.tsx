import type { Metadata } from "next";
import { BacktestPage } from "@/app/_components/market/backtest/backtest-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.backtest.title };

export default function Page() {
  return <BacktestPage />;
}
