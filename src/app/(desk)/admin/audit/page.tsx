import type { Metadata } from "next";
import { AuditTable } from "@/app/_components/admin/audit-table";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.admin.tabs.audit };

export default function AuditPage() {
  return <AuditTable />;
}
