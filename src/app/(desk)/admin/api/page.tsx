import type { Metadata } from "next";
import { ApiReference } from "@/app/_components/admin/api/api-reference";
import { messages } from "@/app/messages/catalog";
import { readApiReference } from "@/server/api/rsc";

export const metadata: Metadata = { title: messages.admin.tabs.api };

export default async function ApiReferencePage() {
  return <ApiReference sections={await readApiReference()} />;
}
