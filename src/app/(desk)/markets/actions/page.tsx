import type { Metadata } from "next";
import { ActionsPage } from "@/app/_components/market/actions/actions-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.actions.title };

export default function Page() {
  return <ActionsPage />;
}
