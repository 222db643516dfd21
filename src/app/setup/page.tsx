import type { Metadata } from "next";
import { SetUp } from "@/app/_components/entry/set-up";
import { messages } from "@/app/messages/catalog";
import { setUpNeeded } from "@/server/api/rsc";

export const metadata: Metadata = { title: messages.setup.title, referrer: "no-referrer" };

/** First run. The token stays in the address only until the page has read it. */
export default async function SetUpPage() {
  return <SetUp needed={await setUpNeeded()} />;
}
