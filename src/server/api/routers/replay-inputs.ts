import { z } from "zod";
import { REPLAY_RESOLUTIONS } from "@/modules/data";
import { symbol } from "./fields";

/** More than one session may have: the flow says how many it takes. */
const SYMBOLS_MAX = 100;

const moment = z.string().trim().min(1).max(40);
/** Null: as fast as possible. Which numbers pass is the session's to say. */
const speed = z.number().nullable();

/** What a form may send to begin a replay. The browser checks with the same schema. */
export const startReplayInput = z.object({
  symbols: z.array(symbol).min(1, "at least one symbol").max(SYMBOLS_MAX),
  resolution: z.enum(REPLAY_RESOLUTIONS),
  from: moment.nullable().default(null),
  to: moment.nullable().default(null),
  speed,
  paused: z.boolean().default(false),
});

export const replayControlInput = z.object({
  replayId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "the id of a replay"),
  control: z.discriminatedUnion("action", [
    z.object({ action: z.enum(["pause", "resume", "step", "stop"]) }),
    z.object({ action: z.literal("speed"), speed }),
    z.object({ action: z.literal("seek"), to: moment }),
  ]),
});
