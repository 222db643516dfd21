import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntryFrame } from "@/app/_components/entry/entry-frame";
import { SignInForm } from "@/app/_components/entry/sign-in-form";
import { localPath } from "@/app/_lib/local-path";
import { messages } from "@/app/messages/catalog";
import { getSession, passkeyOrigin, setUpNeeded } from "@/server/api/rsc";

export const metadata: Metadata = { title: messages.signIn.title };

interface SignInPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next, out } = await searchParams;
  const target = localPath(typeof next === "string" ? next : null);
  if ((await getSession()) !== null) redirect(target);
  if (await setUpNeeded()) redirect("/setup");
  return (
    <EntryFrame>
      <SignInForm target={target} signedOut={out === "1"} passkeyOrigin={await passkeyOrigin()} />
    </EntryFrame>
  );
}
