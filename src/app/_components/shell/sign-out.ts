"use client";

import { trySignOut } from "@/app/_lib/auth-client";
import { forgetShown } from "@/app/_lib/shown-figures";

/** Ends this session on the server and shows the signed-out page. Caches go with the full page load. */
export async function signOutHere(onFailure: () => void): Promise<void> {
  if (!(await trySignOut())) return onFailure();
  await forgetShown();
  window.location.assign("/sign-in?out=1");
}
