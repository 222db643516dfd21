import type { Metadata } from "next";
import { PeoplePage } from "@/app/_components/admin/people/people-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.admin.tabs.people };

export default function AdminPeoplePage() {
  return <PeoplePage />;
}
