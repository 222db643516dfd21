import type { Metadata } from "next";
import { LedgerPage } from "@/app/_components/portfolio/ledger-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.portfolio.tabs.ledger };

export default function Page() {
  return <LedgerPage />;
}
