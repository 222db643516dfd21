import type { Metadata } from "next";
import { NotificationsPanel } from "@/app/_components/admin/notifications-panel";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.admin.tabs.notifications };

export default function NotificationsPage() {
  return <NotificationsPanel />;
}
