"use client";

import { signOut } from "next-auth/react";

/** Ends this session on the server and shows the signed-out page. Caches go with the full page load. */
export async function signOutHere(): Promise<void> {
  await signOut({ callbackUrl: "/sign-in?out=1" });
}
