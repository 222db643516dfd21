import type { Metadata } from "next";
import { RulesPage } from "@/app/_components/market/strategies/rules/rules-page";

interface Address {
  readonly params: Promise<{ readonly slug: string }>;
}

export async function generateMetadata({ params }: Address): Promise<Metadata> {
  return { title: (await params).slug };
}

export default async function Page({ params }: Address) {
  return <RulesPage slug={decodeURIComponent((await params).slug)} />;
}
