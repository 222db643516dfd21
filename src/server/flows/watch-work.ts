import { err, type JobId, ok } from "@/modules/_kernel";
import { appendAudit } from "../platform/audit";
import { listNotifications, markRead } from "../platform/notify";
import { jobUpdated, listJobs, readJob, requestCancel } from "../platform/work";
import type { Actor, Flows } from "./contract";
import type { FlowDeps } from "./deps";
import type { AppError } from "./errors";
import { personOf } from "./trading/access";

type WatchFlows = Pick<Flows, "listJobs" | "getJob" | "cancelJob" | "listNotifications" | "markNotificationsRead">;

/** Long work as people see it: the tray, its cancel button, and the notifications it leaves. */
export function makeWatchWorkFlows({
  sql,
  transactions,
  prisma,
  records,
  work,
  signals,
  clock,
}: Pick<FlowDeps, "sql" | "transactions" | "prisma" | "records" | "work" | "signals" | "clock">): WatchFlows {
  return {
    listJobs: ({ limit }) => listJobs(sql, limit),

    async getJob(jobId) {
      const view = await readJob(sql, jobId);
      return view === null ? err({ kind: "job.not_found" }) : ok(view);
    },

    /** Asking twice is asking once. A job that nobody has begun ends here; a running one ends when its worker hears it. */
    async cancelJob(actor, jobId) {
      const refused = await whyNotCancel({ sql, prisma }, actor, jobId);
      if (refused !== null) return err(refused);
      const view = await transactions.run(async (tx) => {
        const canceled = await requestCancel(tx, jobId);
        if (canceled === null) return null;
        await work.publish(tx, jobUpdated(canceled));
        const details = { name: canceled.name, title: canceled.title };
        await appendAudit(tx, { actor, action: "job.cancel", subjectType: "job", subjectId: jobId, details });
        return canceled;
      });
      if (view !== null) {
        signals.send("cancel", jobId);
        return ok(view);
      }
      const finished = await readJob(sql, jobId);
      if (finished === null) return err({ kind: "job.not_found" });
      return err({ kind: "job.finished", facts: { status: finished.status } });
    },

    listNotifications: (userId, limit) => listNotifications(prisma, userId, limit),

    async markNotificationsRead(actor, upToMs) {
      const { userId } = actor;
      if (userId === null) return ok(null);
      await records.run(async (tx) => {
        const count = await markRead(tx, userId, { upToMs, nowMs: clock.nowMs() });
        if (count === 0) return;
        await appendAudit(tx, {
          actor,
          action: "notification.read",
          subjectType: "user",
          subjectId: userId,
          details: { count, upToMs },
        });
      });
      return ok(null);
    },
  };
}

/** Who started a job never changes, so that it is looked at before it is asked for. */
async function whyNotCancel(
  { sql, prisma }: Pick<FlowDeps, "sql" | "prisma">,
  actor: Actor,
  jobId: JobId,
): Promise<AppError | null> {
  const [job, { role, userId }] = await Promise.all([readJob(sql, jobId), personOf(prisma, actor)]);
  if (job === null) return { kind: "job.not_found" };
  const isOwn = userId !== null && job.createdBy === userId;
  return isOwn || role === "risk" || role === "admin" ? null : { kind: "job.not_yours" };
}
