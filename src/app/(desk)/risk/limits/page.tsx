import type { Metadata } from "next";
import { LimitsPage } from "@/app/_components/risk/limits-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.risk.limits.title };

export default function Page() {
  return <LimitsPage />;
}
