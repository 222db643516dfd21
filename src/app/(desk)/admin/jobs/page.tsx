import type { Metadata } from "next";
import { JobsTable } from "@/app/_components/admin/jobs-table";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.admin.tabs.jobs };

export default function JobsPage() {
  return <JobsTable />;
}
