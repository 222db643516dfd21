import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntryFrame } from "@/app/_components/entry/entry-frame";
import { FactorDue } from "@/app/_components/security/factor-due";
import { messages } from "@/app/messages/catalog";
import { getSession } from "@/server/api/rsc";

export const metadata: Metadata = { title: messages.security.dueTitle };

export default async function SecurePage() {
  const session = await getSession();
  if (session === null) redirect("/sign-in");
  if (!session.factorDue) redirect("/home");
  return (
    <EntryFrame>
      <FactorDue />
    </EntryFrame>
  );
}
