import type { Metadata } from "next";
import { ReconcilePage } from "@/app/_components/portfolio/reconcile/reconcile-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.portfolio.tabs.reconcile };

export default function Page() {
  return <ReconcilePage />;
}
