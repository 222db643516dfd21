import type { Metadata } from "next";
import { PublicationsPage } from "@/app/_components/admin/publications/publications-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.publications.tab };

export default function AdminPublicationsPage() {
  return <PublicationsPage />;
}
