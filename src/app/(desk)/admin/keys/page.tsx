import type { Metadata } from "next";
import { KeysPage } from "@/app/_components/admin/keys/keys-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.admin.tabs.keys };

export default function ApiKeysPage() {
  return <KeysPage />;
}
