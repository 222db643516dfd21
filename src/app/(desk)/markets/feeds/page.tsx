import type { Metadata } from "next";
import { FeedsPage } from "@/app/_components/market/feeds/feeds-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.feeds.title };

export default function Page() {
  return <FeedsPage />;
}
