import { err, ok, type Result } from "@/modules/_kernel";
import type { Actor, Flows, Role } from "../../flows/contract";
import type { AppError } from "../../flows/errors";
import { type Action, HOUSE_SCOPE } from "./page";

export interface Guarding {
  readonly action: Action;
  readonly scope: string;
  readonly reason: string;
  readonly role: Role;
  /** Whether somebody proved in the last minutes who they are: the desk asks for it, this page only wants it. */
  readonly isProved: boolean;
}

export interface Done {
  /** Orders that were asked to be canceled. */
  readonly asked: number;
  /** Accounts of the house that could not be asked. */
  readonly refused: number;
}

const STATES = { halt: "halted", reduce: "reduce_only", resume: "active" } as const;
const NOTHING: Done = { asked: 0, refused: 0 };

type Acting = Pick<Flows, "setTradingState" | "cancelOrders" | "listAccounts">;

/** Does what was confirmed, through the flows that every other door uses: they say who may, and write it down. */
export async function guardHouse(
  flows: Acting,
  actor: Actor,
  { action, scope, reason, role, isProved }: Guarding,
): Promise<Result<Done, AppError>> {
  const accountId = scope === HOUSE_SCOPE ? null : scope;
  // Whoever holds an open phone may stop the house, and not let it go on.
  if (accountId === null && action === "resume" && !isProved) return err({ kind: "auth.reauthenticate" });
  if (action !== "cancel") {
    const set = await flows.setTradingState(actor, { accountId, state: STATES[action], reason });
    return set.ok ? ok(NOTHING) : set;
  }
  if (accountId !== null) {
    const canceled = await flows.cancelOrders(actor, { accountId, symbol: null });
    return canceled.ok ? ok({ asked: canceled.value.asked, refused: 0 }) : canceled;
  }
  if (role !== "risk" && role !== "admin") return err({ kind: "trading.house_not_yours", path: "accountId" });
  return ok(await cancelEverywhere(flows, actor));
}

/** Account by account: one that refuses keeps no other from being asked. External ones have no orders of ours. */
async function cancelEverywhere({ cancelOrders, listAccounts }: Acting, actor: Actor): Promise<Done> {
  let done = NOTHING;
  for (const { accountId, kind } of await listAccounts(actor)) {
    if (kind === "external") continue;
    const canceled = await cancelOrders(actor, { accountId, symbol: null });
    done = canceled.ok ? { ...done, asked: done.asked + canceled.value.asked } : { ...done, refused: done.refused + 1 };
  }
  return done;
}
