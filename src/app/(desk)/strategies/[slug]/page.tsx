import type { Metadata } from "next";
import { StrategyPage } from "@/app/_components/market/strategies/editor/strategy-page";

interface Address {
  readonly params: Promise<{ readonly slug: string }>;
}

export async function generateMetadata({ params }: Address): Promise<Metadata> {
  return { title: (await params).slug };
}

export default async function Page({ params }: Address) {
  return <StrategyPage slug={decodeURIComponent((await params).slug)} />;
}
