import { EpochMs, err, ok, type SqlPort, type UserId } from "@/modules/_kernel";
import { makeScreen } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import { makeAccountAccess } from "../accounts/access";
import type { Actor, Answer } from "../contract";
import type { AlertFlows, AlertInput, AlertView } from "../contract/alerts";
import { seenDeployment } from "../deployments/deployment-access";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { UNDO_WITHIN_MS } from "../undo";
import {
  ALERTS_MAX,
  type AlertRow,
  findAlert,
  insertAlert,
  listFiringsOf,
  listOf,
  removeAlert,
  replaceAlert,
  restoreAlert,
  viewOf,
  writeStatus,
} from "./alert-store";
import { AlertTermsSchema } from "./terms";
import { leastSilenceS } from "./watched-deployment";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "newId" | "work">;

const NAME_CHARS_MAX = 80;
const COOL_DOWN_S_MAX = 604_800;

export function makeAlertFlows(deps: Deps): AlertFlows {
  const { sql, transactions, clock, newId } = deps;
  const again = async (alertId: string): Answer<AlertView> => {
    const row = await findAlert(sql, alertId);
    return row === null ? err(notFound(alertId)) : ok(viewOf(row));
  };
  return {
    ...makeReads(deps),
    async createAlert(actor, input) {
      const { userId } = actor;
      if (userId === null) return err(NEEDS_OWNER);
      if ((await listOf(sql, userId)).length >= ALERTS_MAX)
        return err({ kind: "alert.too_many", facts: { max: ALERTS_MAX } });
      const refused = await refuseAlert(deps, actor, input);
      if (refused !== null) return err(refused);
      const alertId = newId();
      await transactions.run(async (tx) => {
        await insertAlert(tx, { alertId, ownerId: userId, nowMs: clock.nowMs(), input: trimmed(input) });
        await note(deps, tx, { actor, action: "alert.create", alertId, ownerId: userId, details: { ...input } });
      });
      return again(alertId);
    },
    async changeAlert(actor, alertId, input) {
      const found = await ownAlert(deps, actor, alertId);
      if (!found.ok) return found;
      const refused = await refuseAlert(deps, actor, input);
      if (refused !== null) return err(refused);
      await transactions.run(async (tx) => {
        await replaceAlert(tx, alertId, trimmed(input));
        await note(deps, tx, {
          actor,
          action: "alert.change",
          alertId,
          ownerId: found.value.owner,
          details: { ...input },
        });
      });
      return again(alertId);
    },
    ...makeEnds(deps, again),
    restoreAlert: makeRestore(deps, again),
  };
}

function makeEnds(
  deps: Deps,
  again: (alertId: string) => Answer<AlertView>,
): Pick<AlertFlows, "setAlertStatus" | "deleteAlert"> {
  const { transactions, clock } = deps;
  return {
    async setAlertStatus(actor, alertId, status) {
      const found = await ownAlert(deps, actor, alertId);
      if (!found.ok) return found;
      const { expiresAt, name } = found.value.row;
      if (status === "active" && expiresAt !== null && expiresAt <= clock.nowMs())
        return err({ kind: "alert.expired", path: "expiresAt", facts: { name } });
      await transactions.run(async (tx) => {
        await writeStatus(tx, alertId, status);
        await note(deps, tx, {
          actor,
          action: `alert.${status}`,
          alertId,
          ownerId: found.value.owner,
          details: { name },
        });
      });
      return again(alertId);
    },
    async deleteAlert(actor, alertId) {
      const found = await ownAlert(deps, actor, alertId);
      if (!found.ok) return found;
      const { name, terms } = found.value.row;
      await transactions.run(async (tx) => {
        await removeAlert(tx, alertId, clock.nowMs());
        await note(deps, tx, {
          actor,
          action: "alert.delete",
          alertId,
          ownerId: found.value.owner,
          details: { name, terms },
        });
      });
      return ok(null);
    },
  };
}

/** Takes a removal back: within a while, by its owner alone. */
function makeRestore(deps: Deps, again: (alertId: string) => Answer<AlertView>): AlertFlows["restoreAlert"] {
  const { sql, transactions, clock } = deps;
  return async (actor, alertId) => {
    const { userId } = actor;
    if (userId === null) return err(notFound(alertId));
    if ((await listOf(sql, userId)).length >= ALERTS_MAX)
      return err({ kind: "alert.too_many", facts: { max: ALERTS_MAX } });
    const sinceMs = EpochMs.of(clock.nowMs() - UNDO_WITHIN_MS);
    const isBack = await transactions.run(async (tx) => {
      const name = await restoreAlert(tx, { alertId, ownerId: userId, sinceMs });
      if (name === null) return false;
      await note(deps, tx, { actor, action: "alert.restore", alertId, ownerId: userId, details: { name } });
      return true;
    });
    return isBack ? again(alertId) : err(notFound(alertId));
  };
}

function makeReads({ sql }: Deps): Pick<AlertFlows, "listAlerts" | "listFirings"> {
  return {
    async listAlerts({ userId }) {
      return userId === null ? err(NEEDS_OWNER) : ok((await listOf(sql, userId)).map(viewOf));
    },
    async listFirings({ userId }, { alertId, cursor, limit }) {
      if (userId === null) return err(NEEDS_OWNER);
      const before = cursor !== null && /^\d{1,18}$/.test(cursor) ? cursor : null;
      const rows = await listFiringsOf(sql, { ownerId: userId, alertId, before, limit: limit + 1 });
      const page = rows.slice(0, limit).map(({ facts, ...row }) => ({ ...row, ...facts }));
      return ok({ rows: page, cursor: rows.length > limit ? (page.at(-1)?.firingId ?? null) : null });
    },
  };
}

const NEEDS_OWNER: AppError = { kind: "alert.needs_owner" };
const notFound = (alertId: string): AppError => ({
  kind: "alert.not_found",
  path: "alertId",
  facts: { alertId: alertId.slice(0, 64) },
});
const trimmed = (input: AlertInput): AlertInput => ({ ...input, name: input.name.trim() });

/** One's own; of others it is not said whether it is there. */
async function ownAlert(
  { sql }: Deps,
  { userId }: Actor,
  alertId: string,
): Answer<{ readonly row: AlertRow; readonly owner: UserId }> {
  const row = await findAlert(sql, alertId);
  return row === null || userId === null || row.ownerId !== userId
    ? err(notFound(alertId))
    : ok({ row, owner: userId });
}

async function refuseAlert(deps: Deps, actor: Actor, input: AlertInput): Promise<AppError | null> {
  const length = input.name.trim().length;
  if (length < 1 || length > NAME_CHARS_MAX)
    return { kind: "alert.name_malformed", path: "name", facts: { max: NAME_CHARS_MAX } };
  const { coolDownS, expiresAt } = input;
  if (!(Number.isInteger(coolDownS) && coolDownS >= 0 && coolDownS <= COOL_DOWN_S_MAX))
    return { kind: "alert.cool_down_malformed", path: "coolDownS", facts: { max: COOL_DOWN_S_MAX } };
  if (expiresAt !== null && expiresAt <= deps.clock.nowMs()) return { kind: "alert.expiry_past", path: "expiresAt" };
  const parsed = AlertTermsSchema.safeParse(input.terms);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => ({ path: ["terms", ...path].join("."), message }));
    return { kind: "alert.terms_malformed", path: "terms", issues };
  }
  return refuseTerms(deps, actor, input.terms);
}

async function refuseTerms({ sql, prisma }: Deps, actor: Actor, terms: AlertInput["terms"]): Promise<AppError | null> {
  const named = terms.kind === "missing" ? terms.expected : terms;
  if ("symbol" in named && (await makeInstrumentStore(sql).find(named.symbol)) === null)
    return { kind: "instrument.not_found", path: "terms.symbol", facts: { symbol: named.symbol } };
  if ("accountId" in named && named.accountId !== null) {
    const seen = await makeAccountAccess({ sql, prisma }).see(actor, named.accountId);
    if (!seen.ok) return { ...seen.error, path: "terms.accountId" };
  }
  if (terms.kind === "deployment") return refuseDeployment({ sql, prisma }, actor, terms);
  if (terms.kind !== "condition") return null;
  const screen = makeScreen(terms.condition);
  if (screen.ok) return null;
  return { kind: "alert.condition_refused", path: `terms.condition.${screen.error.path}` };
}

/** A deployment that they may see, and a silence that a healthy one does not have between two bars. */
async function refuseDeployment(
  deps: Pick<Deps, "sql" | "prisma">,
  actor: Actor,
  { deploymentId, watch }: Extract<AlertInput["terms"], { readonly kind: "deployment" }>,
): Promise<AppError | null> {
  const seen = await seenDeployment(deps, actor, deploymentId);
  if (!seen.ok) return { ...seen.error, path: "terms.deploymentId" };
  const { resolution } = seen.value.deployment;
  const least = leastSilenceS(resolution);
  return watch.what === "silence" && watch.seconds < least
    ? { kind: "alert.silence_too_short", path: "terms.watch.seconds", facts: { least, resolution } }
    : null;
}

interface Note {
  readonly actor: Actor;
  readonly action: string;
  readonly alertId: string;
  readonly ownerId: UserId;
  readonly details: Readonly<Record<string, unknown>>;
}

async function note({ work }: Deps, tx: SqlPort, { actor, action, alertId, ownerId, details }: Note): Promise<void> {
  await appendAudit(tx, { actor, action, subjectType: "alert", subjectId: alertId, details });
  await work.publish(tx, { topic: "alerts.changed", audience: ownerId, payload: { alertId } });
}
