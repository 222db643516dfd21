import type { Metadata } from "next";
import { HealthPanel } from "@/app/_components/admin/health-panel";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.admin.tabs.health };

export default function AdminPage() {
  return <HealthPanel />;
}
