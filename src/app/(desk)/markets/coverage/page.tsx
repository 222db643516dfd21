import type { Metadata } from "next";
import { CoveragePage } from "@/app/_components/market/coverage/coverage-page";
import { messages } from "@/app/messages/catalog";

export const metadata: Metadata = { title: messages.coverage.title };

export default function Page() {
  return <CoveragePage />;
}
