import { z } from "zod";

/** Asks every feed that searches for a text, for a person who waits. Answers are kept one by one as they come. */
export const searchFeedsJob = {
  name: "data.search-feeds",
  queue: "ops",
  payload: z.object({
    searchId: z.string().min(1).max(64),
    text: z.string().min(1).max(64),
    askedBy: z.string().nullable(),
  }),
  options: { attempts: 1 },
} as const;

/** Asks one feed for something that it always has, for a person who waits. Changes nothing. */
export const testFeedJob = {
  name: "data.test-feed",
  queue: "ops",
  payload: z.object({ feed: z.string().min(1).max(64) }),
  options: { attempts: 1 },
} as const;

export type FeedSearchPayload = z.output<typeof searchFeedsJob.payload>;
export type FeedTestPayload = z.output<typeof testFeedJob.payload>;
