import type { Metadata } from "next";
import { AccountsPage } from "@/app/_components/portfolio/accounts-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.portfolio.tabs.accounts };

export default function Page() {
  return <AccountsPage />;
}
