import type { Metadata } from "next";
import { NotifySettings } from "@/app/_components/admin/notify/notify-settings";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.admin.tabs.channels };

export default function NotifySettingsPage() {
  return <NotifySettings />;
}
