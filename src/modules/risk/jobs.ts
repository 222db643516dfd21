import { z } from "zod";

/** Holds a limit against a past. Safe to run twice: a simulation that is at its end stays as it is. */
export const simulateLimitJob = {
  name: "risk.simulate-limit",
  queue: "research",
  payload: z.object({ simulationId: z.string().min(1).max(64) }),
  options: { attempts: 3 },
} as const;

export type SimulateLimitPayload = z.output<typeof simulateLimitJob.payload>;
