import type { Metadata } from "next";
import { ImportPage } from "@/app/_components/market/import/import-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.importing.title };

export default function Page() {
  return <ImportPage />;
}
