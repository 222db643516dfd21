import type { Metadata } from "next";
import { RiskPage } from "@/app/_components/risk/risk-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.risk.title };

export default function Page() {
  return <RiskPage />;
}
