import type { Metadata } from "next";
import { OverviewPage } from "@/app/_components/portfolio/overview-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.portfolio.title };

export default function Page() {
  return <OverviewPage />;
}
