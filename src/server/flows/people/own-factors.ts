import { type Clock, err, ok, type UserId } from "@/modules/_kernel";
import type { RecordTx } from "../../infra/prisma";
import {
  countRecoveryCodes,
  findUser,
  listFactorRoles,
  newRecoveryCodes,
  noteFactor,
  replaceRecoveryCodes,
} from "../../platform/identity";
import type { Actor, Answer, UserView } from "../contract";
import type { FlowDeps } from "../deps";

/** What every change of one's own factors asks and settles. */

/** The person who asks; programs and commands have no factors. */
export async function askingPerson({ prisma }: Pick<FlowDeps, "prisma">, actor: Actor): Answer<UserView> {
  const user = actor.userId === null ? null : await findUser(prisma, actor.userId);
  return user === null ? err({ kind: "user.not_found" }) : ok(user.view);
}

/**
 * Notes what factors there are now. With the first one come recovery codes, shown this once. Call it in the transaction of
 * the change, under the person's lock.
 */
export async function settleFactors(tx: RecordTx, userId: UserId, clock: Clock): Promise<readonly string[] | null> {
  const has = await noteFactor(tx, userId, clock.nowMs());
  if (!has || (await countRecoveryCodes(tx, userId)) > 0) return null;
  const codes = newRecoveryCodes();
  await replaceRecoveryCodes(tx, userId, { codes, nowMs: clock.nowMs() });
  return codes;
}

/** Where the role needs a factor, the last one is not taken away: another comes first. */
export async function isLastNeeded(tx: RecordTx, { role }: UserView, left: number): Promise<boolean> {
  return left === 0 && (await listFactorRoles(tx)).includes(role);
}
