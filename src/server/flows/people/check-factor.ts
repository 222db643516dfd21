import type { Clock, SqlPort, UserId } from "@/modules/_kernel";
import type { Records } from "../../infra/prisma";
import { appendAudit } from "../../platform/audit";
import {
  authenticatorSecretName,
  readAuthenticator,
  stepOfCode,
  takeStep,
  useRecoveryCode,
} from "../../platform/identity";
import type { Secrets } from "../../platform/secrets";
import type { Actor } from "../contract";

interface CheckDeps {
  readonly sql: SqlPort;
  readonly records: Records;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

/**
 * Takes a code of the person's app, or one of their recovery codes, and uses it up: the same code never passes twice.
 * False: it is neither, or was used.
 */
export async function takeCode(deps: CheckDeps, userId: UserId, given: string, actor: Actor): Promise<boolean> {
  const code = given.replaceAll(/\s/g, "");
  if (/^\d{6}$/.test(code)) return takeAuthenticatorCode(deps, userId, code);
  return deps.records.run(async (tx) => {
    if (!(await useRecoveryCode(tx, userId, code, deps.clock.nowMs()))) return false;
    await appendAudit(tx, { actor, action: "user.use_recovery_code", subjectType: "user", subjectId: userId });
    return true;
  });
}

/** @returns False too where no key of this installation opens the secret: a recovery code is the way in then. */
async function takeAuthenticatorCode({ sql, records, secrets, clock }: CheckDeps, userId: UserId, code: string) {
  if (!((await readAuthenticator(sql, userId))?.confirmedAt ?? null)) return false;
  const found = await secrets.read(authenticatorSecretName(userId));
  const step = found.state === "open" ? stepOfCode(found.value["secret"] ?? "", code, clock.nowMs()) : null;
  return step !== null && records.run((tx) => takeStep(tx, userId, step));
}
