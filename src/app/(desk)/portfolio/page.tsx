import type { Metadata } from "next";
import { OverviewPage } from "@/app/_components/portfolio/overview-page";
import { overviewAhead } from "@/app/_components/portfolio/portfolio-ahead";
import { ReadAhead } from "@/app/_lib/read-ahead";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.portfolio.title };

export default function Page() {
  return (
    <ReadAhead begins={overviewAhead}>
      <OverviewPage />
    </ReadAhead>
  );
}
