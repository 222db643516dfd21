import type { Metadata } from "next";
import { Factors } from "@/app/_components/security/factors";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.admin.tabs.security };

export default function SecurityPage() {
  return <Factors />;
}
