import { Redis } from "ioredis";
import type { Logger } from "./logger";

const CONNECT_TIMEOUT_MS = 5_000;
const COMMAND_TIMEOUT_MS = 5_000;
const RETRY_LONGEST_MS = 5_000;

/** A client for values that may be lost. Connects at the first command; a command that cannot be sent now fails. */
export function openRedis({ url, log }: { readonly url: string; readonly log: Logger }): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    retryStrategy: (tries: number) => Math.min(100 * 2 ** Math.min(tries, 10), RETRY_LONGEST_MS),
  });
  redis.on("error", (error: Error) => log.warn({ error }, "Redis"));
  return redis;
}
