import { err, ok } from "@/modules/_kernel";
import { appendAudit } from "../../platform/audit";
import { listUsers } from "../../platform/identity";
import { listChannels, RULES_MAX, readHabit, readRules, writeHabit, writeRules } from "../../platform/notify";
import type { NotificationFlows, NotifyHabit, NotifyRule } from "../contract/notifications";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { NEEDS_PERSON } from "./manage-channels";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions">;
type RuleFlows = Pick<
  NotificationFlows,
  "readNotifyRules" | "saveNotifyRules" | "readNotifyHabit" | "saveNotifyHabit" | "listEscalationPeople"
>;

const STEPS_MAX = 10;
const AFTER_MINUTES_MAX = 1_440;

export function makeRuleFlows(deps: Deps): RuleFlows {
  const { sql, transactions } = deps;
  return {
    async readNotifyRules({ userId }) {
      return userId === null ? err(NEEDS_PERSON) : ok(await readRules(sql, userId));
    },
    async saveNotifyRules(actor, rules) {
      const { userId } = actor;
      if (userId === null) return err(NEEDS_PERSON);
      const refused = await refuseRules(deps, userId, rules);
      if (refused !== null) return err(refused);
      await transactions.run(async (tx) => {
        await writeRules(
          tx,
          userId,
          rules.map(({ kinds, leastSeverity, steps }) => ({ kinds: [...kinds], leastSeverity, steps: [...steps] })),
        );
        const details = { rules };
        await appendAudit(tx, { actor, action: "notify.set_rules", subjectType: "user", subjectId: userId, details });
      });
      return ok(await readRules(sql, userId));
    },
    async readNotifyHabit({ userId }) {
      return userId === null ? err(NEEDS_PERSON) : ok(await readHabit(sql, userId));
    },
    async saveNotifyHabit(actor, habit) {
      const { userId } = actor;
      if (userId === null) return err(NEEDS_PERSON);
      const refused = refuseHabit(habit);
      if (refused !== null) return err(refused);
      await transactions.run(async (tx) => {
        await writeHabit(tx, userId, habit);
        const details = { ...habit };
        await appendAudit(tx, { actor, action: "notify.set_habit", subjectType: "user", subjectId: userId, details });
      });
      return ok(await readHabit(sql, userId));
    },
    async listEscalationPeople() {
      return (await inCharge(deps)).map(({ userId, name, email }) => ({ userId, name: name === "" ? email : name }));
    },
  };
}

/** Whom everybody may call on: risk and administrators. */
async function inCharge({ prisma }: Pick<Deps, "prisma">) {
  return (await listUsers(prisma)).filter(({ role, disabled }) => (role === "risk" || role === "admin") && !disabled);
}

async function refuseRules(deps: Deps, userId: string, rules: readonly NotifyRule[]): Promise<AppError | null> {
  if (rules.length > RULES_MAX) return { kind: "notify.too_many_rules", path: "rules", facts: { max: RULES_MAX } };
  const channels = new Set((await listChannels(deps.sql, userId)).map(({ channelId }) => channelId));
  const people = new Set<string>((await inCharge(deps)).map((person) => person.userId));
  people.delete(userId);
  for (const [place, { steps }] of rules.entries()) {
    if (steps.length < 1 || steps.length > STEPS_MAX)
      return { kind: "notify.steps_malformed", path: `rules[${place}].steps`, facts: { max: STEPS_MAX } };
    for (const [at, { channelId, personId, afterMinutes }] of steps.entries()) {
      const path = `rules[${place}].steps[${at}]`;
      const isKnown =
        channelId === null ? personId !== null && people.has(personId) : personId === null && channels.has(channelId);
      if (!isKnown) return { kind: "notify.step_unknown", path };
      if (!Number.isInteger(afterMinutes) || afterMinutes < 0 || afterMinutes > AFTER_MINUTES_MAX)
        return { kind: "notify.minutes_malformed", path: `${path}.afterMinutes`, facts: { max: AFTER_MINUTES_MAX } };
    }
  }
  return null;
}

const isMinute = (value: number) => Number.isInteger(value) && value >= 0 && value < 1_440;

function refuseHabit({ quiet, heartbeatAt }: NotifyHabit): AppError | null {
  if (quiet !== null && !(isMinute(quiet.from) && isMinute(quiet.to)))
    return { kind: "notify.time_malformed", path: "quiet" };
  if (heartbeatAt !== null && !isMinute(heartbeatAt)) return { kind: "notify.time_malformed", path: "heartbeatAt" };
  return null;
}
