import type { Metadata } from "next";
import { InstrumentsPage } from "@/app/_components/market/instruments/instruments-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.instruments.title };

export default function Page() {
  return <InstrumentsPage />;
}
