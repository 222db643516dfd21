import { findUser } from "../../platform/identity";
import type { Actor, Role } from "../contract";
import type { FlowDeps } from "../deps";

/** Whose orders somebody may see: of every account, or of those that are named. */
export type Sight = { readonly all: true } | { readonly all: false; readonly accountIds: readonly string[] };

/** The asking person's role of this very moment. Whoever can run commands on this machine is an administrator of it. */
export async function roleOf(prisma: FlowDeps["prisma"], { kind, userId }: Actor): Promise<Role> {
  if (userId === null) return kind === "cli" ? "admin" : "viewer";
  return (await findUser(prisma, userId))?.view.role ?? "viewer";
}

/** Risk and administrators see every account. */
export const seesAll = (role: Role): boolean => role === "risk" || role === "admin";
