import type { Metadata } from "next";
import { StrategiesPage } from "@/app/_components/market/strategies/catalog/strategies-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.strategies.title };

export default function Page() {
  return <StrategiesPage />;
}
