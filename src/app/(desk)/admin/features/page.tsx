import type { Metadata } from "next";
import { FeaturesPanel } from "@/app/_components/admin/features-panel";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.admin.tabs.features };

export default function FeaturesPage() {
  return <FeaturesPanel />;
}
