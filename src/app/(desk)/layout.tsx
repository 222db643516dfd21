import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { Shell } from "@/app/_components/shell/shell";
import { shellAhead } from "@/app/_components/shell/shell-ahead";
import { ReadAhead } from "@/app/_lib/read-ahead";
import { keptByBrowser } from "@/server/api/page-ahead";
import { getSession, newsHead, setUpNeeded } from "@/server/api/rsc";

/** Everything behind the sign-in. Who may see what is decided by the API, call by call; this only leads to the door. */
export default async function DeskLayout({ children }: { readonly children: ReactNode }) {
  const session = await getSession();
  if (session === null) {
    if (await setUpNeeded()) redirect("/setup");
    const wanted = (await headers()).get("x-bifrost-path");
    redirect(wanted === null ? "/sign-in" : `/sign-in?next=${encodeURIComponent(wanted)}`);
  }
  if (session.factorDue) redirect("/secure");
  return (
    <ReadAhead begins={shellAhead}>
      <Shell session={{ user: session.user }} newsFrom={await newsHead()} kept={await keptByBrowser()}>
        {children}
      </Shell>
    </ReadAhead>
  );
}
