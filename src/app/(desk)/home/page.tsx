import type { Metadata } from "next";
import { Dashboard } from "@/app/_components/home/dashboard";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.home.title };

export default function Page() {
  return <Dashboard />;
}
