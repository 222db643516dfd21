import type { Metadata } from "next";
import { SymbolsPage } from "@/app/_components/market/instruments/symbols-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.symbols.title };

export default function Page() {
  return <SymbolsPage />;
}
