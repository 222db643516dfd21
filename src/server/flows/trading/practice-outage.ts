import { EpochMs, err, ok } from "@/modules/_kernel";
import { OUTAGE_MINUTES_MAX } from "@/modules/execution";
import { askReconcile, readOutage, type StoredOutage, startOutage, stopOutage } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { appendAudit } from "../../platform/audit";
import type { Actor } from "../contract";
import type { OutageView, PaperFlows } from "../contract/paper";
import { audienceOf } from "./access";
import { allowedAccount } from "./change-order";
import type { SubmitDeps } from "./submit-order";

const MINUTE_MS = 60_000;
/** Largest whole number of the column. */
const SEED_MAX = 2 ** 31 - 1;

type Outages = Pick<PaperFlows, "readPracticeOutage" | "startPracticeOutage" | "stopPracticeOutage">;

/** Lets the venue of a paper account go wrong for some minutes, and ends it. */
export function makeOutageFlows(deps: SubmitDeps): Outages {
  const { sql, transactions, clock, signals, work } = deps;
  const tell = (tx: Parameters<typeof appendAudit>[0], account: AccountFacts) =>
    work.publish(tx, {
      topic: "reconcile.changed",
      audience: audienceOf(account),
      payload: { accountId: account.accountId },
    });
  const audit = (tx: Parameters<typeof appendAudit>[0], actor: Actor, at: Audited) =>
    appendAudit(tx, { actor, subjectType: "account", ...at });

  return {
    async readPracticeOutage(actor, accountId) {
      const account = await allowedAccount(deps, actor, { accountId, purpose: "see" });
      if (!account.ok) return account;
      const outage = await readOutage(sql, account.value.accountId, clock.nowMs());
      return ok(outage === null ? null : outageView(outage));
    },

    async startPracticeOutage(actor, { accountId, minutes, seed: wanted }) {
      if (!Number.isInteger(minutes) || minutes < 1 || minutes > OUTAGE_MINUTES_MAX)
        return err({ kind: "paper.outage_minutes", path: "minutes", facts: { max: OUTAGE_MINUTES_MAX } });
      if (wanted !== null && (!Number.isInteger(wanted) || wanted < 0 || wanted > SEED_MAX))
        return err({ kind: "paper.outage_seed", path: "seed", facts: { max: SEED_MAX } });
      const allowed = await allowedAccount(deps, actor, { accountId, purpose: "trade" });
      if (!allowed.ok) return allowed;
      const account = allowed.value;
      const startedAt = clock.nowMs();
      const endsAt = EpochMs.of(startedAt + minutes * MINUTE_MS);
      const seed = wanted ?? startedAt % SEED_MAX;
      const outage = { seed, startedAt, endsAt, startedBy: actor.userId };
      const started = await transactions.run(async (tx) => {
        if (!(await startOutage(tx, account.accountId, outage))) return false;
        await audit(tx, actor, { action: "paper.outage_start", subjectId: accountId, details: { seed, minutes } });
        await tell(tx, account);
        return true;
      });
      if (!started) return err({ kind: "paper.outage_running", path: "accountId", facts: { name: account.name } });
      signals.send("trading", accountId);
      return ok(outageView(outage));
    },

    async stopPracticeOutage(actor, accountId) {
      const allowed = await allowedAccount(deps, actor, { accountId, purpose: "guard" });
      if (!allowed.ok) return allowed;
      const account = allowed.value;
      const stopped = await transactions.run(async (tx) => {
        const nowMs = clock.nowMs();
        if (!(await stopOutage(tx, account.accountId, nowMs))) return false;
        // Whether everything came back is seen at once.
        await askReconcile(tx, account.accountId, nowMs);
        await audit(tx, actor, { action: "paper.outage_stop", subjectId: accountId, details: {} });
        await tell(tx, account);
        return true;
      });
      if (!stopped) return err({ kind: "paper.no_outage", path: "accountId", facts: { name: account.name } });
      signals.send("trading", accountId);
      return ok(null);
    },
  };
}

interface Audited {
  readonly action: string;
  readonly subjectId: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export const outageView = ({ startedBy, ...outage }: StoredOutage): OutageView => ({ ...outage, by: startedBy });
