import type { Metadata } from "next";
import { DrillsPage } from "@/app/_components/risk/drills/drills-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.drills.title };

export default function Page() {
  return <DrillsPage />;
}
