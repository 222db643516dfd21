"use client";

import { trySignOut } from "@/app/_lib/auth-client";

/** Ends this session on the server and shows the signed-out page. Caches go with the full page load. */
export async function signOutHere(onFailure: () => void): Promise<void> {
  if (await trySignOut()) window.location.assign("/sign-in?out=1");
  else onFailure();
}
