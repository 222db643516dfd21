import type { Metadata } from "next";
import { ProfilePanel } from "@/app/_components/admin/profile-panel";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.admin.tabs.profile };

export default function ProfilePage() {
  return <ProfilePanel />;
}
