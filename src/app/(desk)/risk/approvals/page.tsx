import type { Metadata } from "next";
import { ApprovalsPage } from "@/app/_components/risk/approvals-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.approvals.title };

export default function Page() {
  return <ApprovalsPage />;
}
