import { type Clock, EpochMs } from "@/modules/_kernel";

/** Wall time: leases, timeouts, sign-in, timestamps of rows. */
export const wallClock: Clock = { nowMs: () => EpochMs.of(Date.now()) };
