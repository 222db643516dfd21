import type { Metadata } from "next";
import { ApiReference } from "@/app/_components/admin/api/api-reference";
import { messages } from "@/app/messages/catalog";
import { listReference } from "@/server/api/rest/reference";

export const metadata: Metadata = { title: messages.admin.tabs.api };

export default function ApiReferencePage() {
  return <ApiReference sections={listReference()} />;
}
