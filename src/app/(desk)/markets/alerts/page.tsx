import type { Metadata } from "next";
import { AlertsPage } from "@/app/_components/market/alerts/alerts-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.alertsPage.title };

export default function Page() {
  return <AlertsPage />;
}
