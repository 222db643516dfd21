import type { NotifyEnd, Work } from "../work";
import { addNotification } from "./notifications";

const BY_STATUS = {
  succeeded: { severity: "success", messageKey: "job.succeeded" },
  failed: { severity: "failure", messageKey: "job.failed" },
  canceled: { severity: "info", messageKey: "job.canceled" },
} as const;

/** Tells the person who started a job, and nobody else, how it ended: a row and the news of it. */
export function makeNotifyEnd(work: Work, newId: () => string): NotifyEnd {
  return async (tx, view, to, href) => {
    if (view.status === "queued" || view.status === "running") return;
    const facts = { jobId: view.jobId, name: view.name, title: view.title, error: view.error?.kind ?? null };
    const one = { notificationId: newId(), userId: to, ...BY_STATUS[view.status], facts, href };
    const notification = await addNotification(tx, one);
    await work.publish(tx, { topic: "notification.created", audience: to, payload: notification });
  };
}
