import type { Metadata } from "next";
import { SessionsTable } from "@/app/_components/admin/sessions-table";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.admin.tabs.sessions };

export default function SessionsPage() {
  return <SessionsTable />;
}
