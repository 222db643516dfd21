import type { Metadata } from "next";
import { LossesPage } from "@/app/_components/risk/portfolio/losses-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.portfolioRisk.tabs.losses };

export default function Page() {
  return <LossesPage />;
}
