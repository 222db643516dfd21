import type { Result } from "@/modules/_kernel";
import type { FeedMessage, FeedRefusal } from "../../domain/feed/feed";
import type { TradeMemory } from "../../domain/feed/trade-memory";
import type { Waiting } from "./caller";
import type { Line, LineTiming } from "./live-line";

export type TradeMessage = Extract<FeedMessage, { readonly type: "trade" }>;

export interface MendOptions {
  readonly aliases: readonly string[];
  /** The trades that came so far, by alias: they outlive a connection. */
  readonly memories: ReadonlyMap<string, TradeMemory>;
  readonly waiting: Waiting;
  readonly timing: LineTiming;
  readonly line: Line;
  /** Trades from a moment on, oldest first, at most {@link MENDING_LIMIT}. */
  readonly ask: (alias: string, sinceMs: number) => Promise<Result<readonly TradeMessage[], FeedRefusal>>;
}

/** Trades of one answer, and answers, when a cut is mended: what is older is the history's to repair. */
export const MENDING_LIMIT = 1000;
const MENDING_ANSWERS_MAX = 10;

/**
 * Asks for the trades that were missed while the line was down, by the ids of those that came before. Where the source's
 * answers do not reach back that far, or number trades differently, nothing is guessed: the history repairs the bars.
 */
export async function mendTrades(options: MendOptions): Promise<void> {
  const { aliases, memories, waiting, timing, line } = options;
  const cut = aliases.flatMap((alias) => {
    const lastMs = memories.get(alias)?.lastMs ?? null;
    return lastMs === null ? [] : [{ alias, lastMs }];
  });
  if (cut.length === 0) return;
  await waiting.sleep(timing.resumeAfterMs, line.signal);
  for (const { alias, lastMs } of cut) await mendOne(options, alias, lastMs);
}

async function mendOne({ memories, line, ask }: MendOptions, alias: string, fromMs: number): Promise<void> {
  const memory = memories.get(alias);
  let sinceMs = fromMs;
  for (let answers = 0; answers < MENDING_ANSWERS_MAX && !line.signal.aborted; answers += 1) {
    const answer = await ask(alias, sinceMs);
    if (!answer.ok) {
      line.note(answer.error);
      return;
    }
    const missing = memory?.missingFrom(answer.value) ?? null;
    if (missing === null) return;
    for (const trade of missing) pushTrade(memories, line, trade);
    const lastMs = answer.value.at(-1)?.eventMs ?? sinceMs;
    if (answer.value.length < MENDING_LIMIT || lastMs <= sinceMs) return;
    sinceMs = lastMs;
  }
}

/**
 * Hands a trade on that did not come before. Subscriptions begin with the newest trades: after a cut most are known. One of
 * a symbol that nobody asked for is handed on too: whoever takes it says that it is wrong.
 */
export function pushTrade(memories: ReadonlyMap<string, TradeMemory>, line: Line, trade: TradeMessage): void {
  const memory = memories.get(trade.alias);
  if (memory === undefined || memory.add(trade)) line.push(trade);
  else line.heard();
}
