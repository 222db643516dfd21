import { z } from "zod";
import type { FeedRefusal } from "../../domain/feed/feed";

const feed = z.string();

/** A refusal as it lies in a column: the same words as the port's. */
export const RefusalColumn: z.ZodType<FeedRefusal> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("feed.symbol_unknown"), feed, alias: z.string() }),
  z.object({ kind: z.literal("feed.unsupported"), feed, what: z.string() }),
  z.object({ kind: z.literal("feed.unauthorized"), feed }),
  z.object({ kind: z.literal("feed.rate_limited"), feed, retryAfterMs: z.number().nullable() }),
  z.object({ kind: z.literal("feed.unavailable"), feed, status: z.number().nullable() }),
  z.object({ kind: z.literal("feed.circuit_open"), feed, untilMs: z.number() }),
  z.object({ kind: z.literal("feed.timeout"), feed, afterMs: z.number() }),
  z.object({ kind: z.literal("feed.malformed"), feed, what: z.string(), sample: z.string() }),
  z.object({
    kind: z.literal("feed.folder_unreadable"),
    feed,
    folder: z.string(),
    why: z.enum(["missing", "not_folder", "denied", "outside", "too_many"]),
  }),
  z.object({ kind: z.literal("feed.disabled"), feed }),
  z.object({ kind: z.literal("feed.canceled"), feed }),
]);
