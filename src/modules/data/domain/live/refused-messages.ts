import type { Bar } from "../bar-columns";
import type { FeedMessage } from "../feed/feed";
import type { QuarantineFacts, QuarantineReason, QuarantineVerdict } from "../feed/quarantine";
import { DAY_MS, type Resolution } from "../resolution";

/** Kinds of refused messages that are told apart at a time; what comes beyond is counted under no name. */
const KINDS_MAX = 1_000;
/** Refused bars of one kind that are kept between two takes. */
const BARS_MAX = 500;

/** Messages of one instrument that were refused for one reason since they were last taken. */
export interface RefusedKind {
  /** The feed's name of it; empty where it is none that was asked for. */
  readonly alias: string;
  readonly type: FeedMessage["type"];
  readonly reason: QuarantineReason;
  /** Of the first one. */
  readonly facts: QuarantineFacts;
  /** The first one as it came. */
  readonly sample: string;
  readonly times: number;
  /** Closed bars among them, as they came, with their resolution: what a person may still take. */
  readonly bars: readonly Bar[];
  readonly resolution: Resolution | null;
  /** The UTC day in which they came: the same again on that day is counted, on another day it stands anew. */
  readonly day: number;
}

type Refused = Exclude<FeedMessage, { readonly type: "line" }>;

/**
 * Refused messages of one feed until they are written down: counted by instrument, reason and day, so that a feed that says
 * a thousand wrong things a second costs one row, and none of them goes unseen.
 */
export class RefusedMessages {
  #kinds = new Map<string, RefusedKind>();

  /** @param known - Whether the alias is one that was subscribed: what a feed invents is counted under one name. */
  add(message: Refused, { reason, facts }: QuarantineVerdict, at: { readonly nowMs: number; readonly known: boolean }) {
    const bar = message.type === "bar" && message.closed ? message : null;
    this.#count({
      alias: at.known ? message.alias : "",
      type: message.type,
      reason,
      facts,
      sample: textOf(message),
      bars: bar === null ? [] : [bar.bar],
      resolution: message.type === "bar" ? message.resolution : null,
      day: Math.floor(at.nowMs / DAY_MS),
      times: 1,
    });
  }

  /** What came over the line was no message at all. */
  addMalformed({ what, sample }: { readonly what: string; readonly sample: string }, nowMs: number): void {
    const day = Math.floor(nowMs / DAY_MS);
    const one = { alias: "", type: "line", reason: "malformed", bars: [], resolution: null, times: 1 } as const;
    this.#count({ ...one, facts: { what }, sample, day });
  }

  /** Everything since the last call, at most {@link KINDS_MAX} kinds and their rest. */
  take(): readonly RefusedKind[] {
    const taken = [...this.#kinds.values()];
    this.#kinds = new Map();
    return taken;
  }

  /** What was taken and could not be written: it is counted again. */
  giveBack(taken: readonly RefusedKind[]): void {
    for (const kind of taken) this.#count(kind);
  }

  #count(one: RefusedKind): void {
    const named = keyOf(one);
    const isNew = !this.#kinds.has(named);
    const given = isNew && this.#kinds.size >= KINDS_MAX ? { ...one, alias: "", bars: [], resolution: null } : one;
    const key = keyOf(given);
    const known = this.#kinds.get(key);
    if (known === undefined) {
      this.#kinds.set(key, given);
      return;
    }
    const bars = [...known.bars, ...given.bars].slice(0, BARS_MAX);
    this.#kinds.set(key, { ...known, times: known.times + given.times, bars });
  }
}

const keyOf = ({ alias, type, reason, resolution, day }: RefusedKind) =>
  JSON.stringify([alias, type, reason, resolution, day]);

/** A message as text; a number that is none by its name. */
function textOf(message: FeedMessage): string {
  return JSON.stringify(message, (_, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
  );
}
