import type { KeepRejected } from "@/modules/data";
import { keepRejectedBars } from "../feeds/quarantine";

/** Puts what a page was not believed for into the quarantine, in the transaction of the page's other bars. */
export const keepRejected: KeepRejected = (tx, fetch, rejected, nowMs) => keepRejectedBars(tx, fetch, rejected, nowMs);
