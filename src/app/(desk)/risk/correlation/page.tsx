import type { Metadata } from "next";
import { CorrelationPage } from "@/app/_components/risk/portfolio/correlation-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.portfolioRisk.tabs.correlation };

export default function Page() {
  return <CorrelationPage />;
}
