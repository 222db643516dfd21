import type { Metadata } from "next";
import { PerformancePage } from "@/app/_components/portfolio/performance/performance-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.portfolio.tabs.performance };

export default function Page() {
  return <PerformancePage />;
}
