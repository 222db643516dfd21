import type { Metadata } from "next";
import { WatchlistsPage } from "@/app/_components/market/watchlists/watchlists-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.watchlists.title };

export default function Page() {
  return <WatchlistsPage />;
}
