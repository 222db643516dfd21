import type { Deployment } from "@/modules/strategy";

/** What a deployment trades now and after what waits: it looks at the bars of all, and alone has them. */
export const watchedBy = ({ instruments, pending }: Pick<Deployment, "instruments" | "pending">): readonly string[] => [
  ...new Set([...instruments, ...(pending?.instruments ?? [])]),
];

/** Whether an instrument is to leave from a moment on: what opens in it is withheld then. */
export const isLeaving = ({ pending }: Pick<Deployment, "pending">, symbol: string, momentMs: number): boolean =>
  pending !== null &&
  pending.instruments !== null &&
  !pending.instruments.includes(symbol) &&
  (pending.fromMs === null || pending.fromMs <= momentMs);
