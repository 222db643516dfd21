import type { Metadata } from "next";
import { ReplayPage } from "@/app/_components/market/replay/replay-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.replay.title };

export default function Page() {
  return <ReplayPage />;
}
