import { exact, parseExact, toDecimalText } from "@/modules/_kernel";
import {
  APPROVAL_DEFAULT,
  type HardStep,
  isMonitored,
  type LimitTerms,
  RATE_KINDS,
  STEPS_DEFAULT,
  type StandingKind,
  SYMBOL_KINDS,
  stepsOf,
  UNIT_BY_KIND,
} from "@/modules/risk";
import { isAmountKind, percentText } from "./limit-amounts";

/** What stands in the form, as it was typed. */
export interface LimitDraft {
  readonly kind: StandingKind;
  /** Fractions as percent, as people say them. */
  readonly value: string;
  readonly windowSeconds: string;
  readonly symbols: string;
  readonly windows: string;
  /** Of limits that the monitor weighs. */
  readonly warnPercent: string;
  readonly hard: HardStep;
  /** Of orders that wait for a second person. */
  readonly validMinutes: string;
  readonly movedPercent: string;
  /** Of day trades. */
  readonly equityMin: string;
}

/** Of FINRA rule 4210(f)(8)(B). */
const EQUITY_MIN_USUAL = "25000";

export const EMPTY_DRAFT: LimitDraft = {
  kind: "order_value",
  value: "",
  windowSeconds: "60",
  symbols: "",
  windows: "",
  warnPercent: String(Math.round(STEPS_DEFAULT.warnAt * 100)),
  hard: STEPS_DEFAULT.hard,
  validMinutes: String(APPROVAL_DEFAULT.validMinutes),
  movedPercent: String(APPROVAL_DEFAULT.priceMoved * 100),
  equityMin: EQUITY_MIN_USUAL,
};

const PERCENT = exact("0.01");

const isRateKind = (kind: StandingKind) => RATE_KINDS.some((each) => each === kind);

/** Which fields a kind has. */
export function fieldsOf(kind: StandingKind): {
  readonly value: boolean;
  readonly percent: boolean;
  readonly window: boolean;
  readonly symbols: boolean;
  readonly windows: boolean;
  readonly steps: boolean;
  readonly approval: boolean;
  readonly equityMin: boolean;
} {
  return {
    value: isAmountKind(kind) || isRateKind(kind) || kind === "approval_value" || kind === "pattern_day_trader",
    percent: isAmountKind(kind) && UNIT_BY_KIND[kind] === "fraction",
    window: isRateKind(kind) || kind === "duplicate_order",
    symbols: SYMBOL_KINDS.some((each) => each === kind),
    windows: kind === "blackout",
    steps: isMonitored(kind),
    approval: kind === "approval_value",
    equityMin: kind === "pattern_day_trader",
  };
}

/** What is asked of the server, which names what is wrong with it; or the line of a window that cannot be read. */
export function termsOfDraft(
  draft: LimitDraft,
): { readonly terms: Record<string, unknown> } | { readonly line: number } {
  const { kind } = draft;
  const has = fieldsOf(kind);
  if (has.windows) {
    const windows = windowsIn(draft.windows);
    return windows.line === null ? { terms: { kind, windows: windows.read } } : { line: windows.line };
  }
  return {
    terms: {
      kind,
      ...(has.value ? { value: has.percent ? fractionText(draft.value) : draft.value.trim() } : {}),
      ...(has.window ? { windowSeconds: wholeOf(draft.windowSeconds) } : {}),
      ...(has.steps ? { steps: { warnAt: partOf(draft.warnPercent), hard: draft.hard } } : {}),
      ...(has.approval ? { validMinutes: wholeOf(draft.validMinutes), priceMoved: partOf(draft.movedPercent) } : {}),
      ...(has.equityMin ? { equityMin: draft.equityMin.trim() } : {}),
      ...(has.symbols ? { symbols: draft.symbols.split(/[\s,;]+/).filter((symbol) => symbol !== "") } : {}),
    },
  };
}

/** The form of a limit that there is. */
export function draftOfTerms(terms: LimitTerms): LimitDraft {
  const value = "value" in terms ? terms.value : "";
  const steps = stepsOf(terms) ?? STEPS_DEFAULT;
  return {
    ...EMPTY_DRAFT,
    kind: terms.kind,
    value: fieldsOf(terms.kind).percent ? percentText(value) : value,
    warnPercent: percentText(String(steps.warnAt)),
    hard: steps.hard,
    ...("validMinutes" in terms
      ? { validMinutes: String(terms.validMinutes), movedPercent: percentText(String(terms.priceMoved)) }
      : {}),
    equityMin: "equityMin" in terms ? terms.equityMin : EMPTY_DRAFT.equityMin,
    windowSeconds: "windowSeconds" in terms ? String(terms.windowSeconds) : EMPTY_DRAFT.windowSeconds,
    symbols: "symbols" in terms ? terms.symbols.join(" ") : "",
    windows:
      "windows" in terms
        ? terms.windows
            .map(({ fromMs, toMs, symbol }) => [momentText(fromMs), momentText(toMs), symbol ?? ""].join(" ").trim())
            .join("\n")
        : "",
  };
}

function fractionText(percent: string): string {
  const value = parseExact(percent.trim());
  return value === null ? percent : toDecimalText(value.times(PERCENT));
}

/** Percent as typed to a part; what is no number is told by the server. */
const partOf = (percent: string): number | string => {
  const value = parseExact(percent.trim());
  return value === null ? percent : value.times(PERCENT).toNumber();
};
const wholeOf = (text: string): number | string => (/^\s*\d{1,9}\s*$/.test(text) ? Number(text) : text);
const momentText = (ms: number) => new Date(ms).toISOString().replace(/:00\.000Z$/, "Z");

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/;

function windowsIn(text: string) {
  const read: { readonly symbol: string | null; readonly fromMs: number; readonly toMs: number }[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const [from = "", to = "", symbol = null, ...rest] = line.trim().split(/\s+/);
    const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
    const isRead = MOMENT.test(from) && MOMENT.test(to) && !Number.isNaN(fromMs) && !Number.isNaN(toMs);
    if (!isRead || rest.length > 0) return { line: at + 1, read: [] };
    read.push({ symbol, fromMs, toMs });
  }
  return { line: null, read };
}
