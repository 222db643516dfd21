import type { Metadata } from "next";
import { SearchPage } from "@/app/_components/market/search/search-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.search.title };

export default function Page() {
  return <SearchPage />;
}
