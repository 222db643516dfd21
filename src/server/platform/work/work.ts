import {
  type CopyPort,
  type GuardedTransactions,
  JobId,
  type SqlPort,
  type Transactions,
  type UserId,
} from "@/modules/_kernel";
import type { JobView } from "../../flows/contract";
import type { JobContract } from "./contract";
import { insertJob, readJob } from "./job-store";
import { addEvent, addJobToSend, type EventToPublish } from "./outbox";
import type { Signals } from "./signals";

interface Submission<P> {
  readonly contract: JobContract<P>;
  readonly payload: P;
  /** What the job tray shows: "Import spy-daily.csv". */
  readonly title: string;
  /** Who hears how it ended; null for work of the house itself. */
  readonly createdBy: UserId | null;
  readonly requestId: string;
}

/** What flows and handlers use to start long work and to tell browsers something. Both commit with the caller. */
export interface Work {
  /** Refuses (as a fault) a payload that its own contract does not take. */
  submit<P>(tx: SqlPort, submission: Submission<P>): Promise<JobId>;
  publish(tx: SqlPort, event: EventToPublish): Promise<void>;
}

/**
 * @param nudge - Hears of transactions that wrote to the outbox; see {@link nudgingTransactions}.
 */
export function makeWork(newId: () => string, nudge: OutboxNudge): Work {
  const publish: Work["publish"] = async (tx, event) => {
    await addEvent(tx, event);
    nudge.wrote(tx);
  };
  return {
    publish,
    async submit(tx, { contract, payload, title, createdBy, requestId }) {
      const jobId = JobId.of(newId());
      const checked = contract.payload.parse(payload);
      await insertJob(tx, { jobId, name: contract.name, title, payload: checked, createdBy, requestId });
      await addJobToSend(tx, jobId, contract.name);
      const view = await readJob(tx, jobId);
      await publish(tx, jobUpdated(view));
      return jobId;
    },
  };
}

/** The news that a job has changed; everybody who is signed in may see the tray. */
export function jobUpdated(view: JobView | null): EventToPublish {
  return { topic: "job.updated", audience: null, payload: view };
}

/** Remembers which transactions wrote to the outbox, so that the relay can be woken once they are committed. */
export interface OutboxNudge {
  wrote(tx: SqlPort): void;
  took(tx: SqlPort): boolean;
}

export function makeOutboxNudge(): OutboxNudge {
  const written = new WeakSet<SqlPort>();
  return { wrote: (tx) => written.add(tx), took: (tx) => written.delete(tx) };
}

/**
 * Wakes the relay after a commit that left something in the outbox. Only a shortcut: the relay looks by itself several
 * times a second, so a wake-up that gets lost costs nothing but that.
 */
export function nudgingTransactions(
  { transactions, guarded }: BothTransactions,
  nudge: OutboxNudge,
  signals: Signals,
): BothTransactions {
  const nudged = async <T>(work: InTransaction<T>, run: (noting: InTransaction<T>) => Promise<T>): Promise<T> => {
    let wrote = false;
    const value = await run(async (tx) => {
      const inner = await work(tx);
      wrote = nudge.took(tx);
      return inner;
    });
    if (wrote) signals.send("outbox", "");
    return value;
  };
  return {
    transactions: { run: (work) => nudged(work, (noting) => transactions.run(noting)) },
    guarded: { runGuarded: (work, guard) => nudged(work, (noting) => guarded.runGuarded(noting, guard)) },
  };
}

interface BothTransactions {
  readonly transactions: Transactions;
  readonly guarded: GuardedTransactions;
}

type InTransaction<T> = (tx: SqlPort & CopyPort) => Promise<T>;
