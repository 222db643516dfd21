import type { Metadata } from "next";
import { NewRulesPage } from "@/app/_components/market/strategies/rules/rules-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.rules.newTitle };

export default function Page() {
  return <NewRulesPage />;
}
