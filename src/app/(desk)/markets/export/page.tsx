import type { Metadata } from "next";
import { ExportPage } from "@/app/_components/market/export/export-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.exporting.title };

export default function Page() {
  return <ExportPage />;
}
