import type { RouterOutputs } from "@/server/api/root";

/** A session as the page knows it. */
export type Replay = RouterOutputs["replay"]["list"][number];
