import type { Metadata } from "next";
import { FetchPage } from "@/app/_components/market/fetch/fetch-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.fetching.title };

export default function Page() {
  return <FetchPage />;
}
