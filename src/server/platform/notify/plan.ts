/** Which notifications leave the house, by which way and when. Pure: rules, zone and time come in. */

export type Severity = "info" | "success" | "warning" | "failure";

const RANK = { info: 0, success: 0, warning: 1, failure: 2, none: 3 } as const satisfies Record<
  Severity | "none",
  number
>;

export interface PlannedRule {
  readonly kinds: readonly string[];
  readonly leastSeverity: Severity;
  readonly steps: readonly {
    readonly channelId: string | null;
    readonly personId: string | null;
    readonly afterMinutes: number;
  }[];
}

export interface Quiet {
  /** Minutes since midnight. `from` = `to` is the whole day. */
  readonly from: number;
  readonly to: number;
  readonly passes: "warning" | "failure" | "none";
}

interface Told {
  /** `limit.breached`: rules look at the first part. */
  readonly messageKey: string;
  readonly severity: Severity;
  readonly atMs: number;
}

export interface Way {
  readonly target: { readonly kind: "channel" | "person"; readonly id: string };
  readonly dueMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

export const kindOf = (messageKey: string): string => messageKey.split(".", 1)[0] ?? messageKey;

/**
 * The ways of one notification: of all rules that are for it, each way once, at its earliest. What a person passes on to another is
 * not passed on again, so that two who name each other do not tell each other for ever. A heartbeat goes by every channel at once.
 */
export function planWays(
  told: Told,
  {
    rules,
    channelIds,
    quiet,
    zone,
  }: {
    readonly rules: readonly PlannedRule[];
    /** Those that work. */
    readonly channelIds: readonly string[];
    readonly quiet: Quiet | null;
    readonly zone: string;
  },
): readonly Way[] {
  const kind = kindOf(told.messageKey);
  if (kind === "heartbeat") return channelIds.map((id) => ({ target: { kind: "channel", id }, dueMs: told.atMs }));
  const earliest = new Map<string, Way>();
  for (const rule of rules) {
    if (RANK[told.severity] < RANK[rule.leastSeverity]) continue;
    if (rule.kinds.length > 0 && !rule.kinds.includes(kind)) continue;
    for (const { channelId, personId, afterMinutes } of rule.steps) {
      if (personId !== null && kind === "escalated") continue;
      const id = channelId ?? personId;
      if (id === null || (channelId !== null && !channelIds.includes(channelId))) continue;
      const dueMs = afterQuiet(told.atMs + afterMinutes * MINUTE_MS, { quiet, zone, severity: told.severity });
      const way: Way = { target: { kind: channelId === null ? "person" : "channel", id }, dueMs };
      const known = earliest.get(id);
      if (known === undefined || way.dueMs < known.dueMs) earliest.set(id, way);
    }
  }
  return [...earliest.values()];
}

/** The moment itself, or the end of the quiet hours that it falls in. */
function afterQuiet(
  ms: number,
  { quiet, zone, severity }: { readonly quiet: Quiet | null; readonly zone: string; readonly severity: Severity },
): number {
  if (quiet === null || RANK[severity] >= RANK[quiet.passes]) return ms;
  const minute = minuteOfDay(ms, zone);
  const { from, to } = quiet;
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return ms;
  const endMs =
    Math.floor(ms / MINUTE_MS) * MINUTE_MS + ((to - minute + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES) * MINUTE_MS;
  // A night in which clocks are set is an hour longer or shorter.
  const off = ((to - minuteOfDay(endMs, zone) + DAY_MINUTES * 1.5) % DAY_MINUTES) - DAY_MINUTES / 2;
  return endMs + off * MINUTE_MS;
}

/** Minutes since midnight on the clocks of that zone. */
export function minuteOfDay(ms: number, zone: string): number {
  const { hour, minute } = partsOf(ms, zone);
  return Number(hour) * 60 + Number(minute);
}

/** `YYYY-MM-DD` on the calendars of that zone. */
export function dayOf(ms: number, zone: string): string {
  const { year, month, day } = partsOf(ms, zone);
  return `${year}-${month}-${day}`;
}

function partsOf(ms: number, zone: string): Readonly<Partial<Record<Intl.DateTimeFormatPartTypes, string>>> {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
}

/** Pauses between tries: minutes for a receiver that restarts, an hour for one that is being mended. */
const PAUSES_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000] as const;

/** When to try again after `attempts` tries, or null: it has failed. Never before the other side asked for. */
export function nextTryMs(attempts: number, afterMs: number | null): number | null {
  const pauseMs = PAUSES_MS[attempts - 1];
  return pauseMs === undefined ? null : Math.max(pauseMs, afterMs ?? 0);
}
