"use client";

import { createContext, type ReactNode, useCallback, useContext } from "react";
import type { RouterOutputs } from "@/server/api/root";
import { TimeZoneContext } from "./use-format";

export type User = RouterOutputs["session"]["me"]["user"];

export interface SignedIn {
  readonly user: User;
}

const SessionContext = createContext<SignedIn | null>(null);

/** Makes the signed-in person known below, and their time zone the one that dates are written in. */
export function SessionProvider({ value, children }: { readonly value: SignedIn; readonly children: ReactNode }) {
  return (
    <SessionContext value={value}>
      <TimeZoneContext value={value.user.timeZone}>{children}</TimeZoneContext>
    </SessionContext>
  );
}

/** Who is signed in, or null outside of the desk. */
export function useSession(): SignedIn | null {
  return useContext(SessionContext);
}

/** Whether the person may cancel a job: whoever started it, risk and administrators. */
export function useMayCancel(): (job: { readonly createdBy: string | null }) => boolean {
  const user = useSession()?.user;
  const { role, userId } = user ?? {};
  return useCallback(
    ({ createdBy }) =>
      role === "risk" || role === "admin" || (role === "trader" && createdBy !== null && createdBy === userId),
    [role, userId],
  );
}

/** Whether the person may change things: viewers only look. */
export function useMayTrade(): boolean {
  const role = useSession()?.user.role;
  return role !== undefined && role !== "viewer";
}
