import type { Metadata } from "next";
import { RiskOverviewPage } from "@/app/_components/risk/portfolio/overview-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.risk.title };

export default function Page() {
  return <RiskOverviewPage />;
}
