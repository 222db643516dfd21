import type { Gate } from "./gate";

/** What of a decision a sentence is made of. */
export interface DecisionFacts {
  readonly outcome: "ordered" | "blocked" | "none" | "failed";
  readonly gates: readonly Gate[];
  readonly intents: readonly {
    readonly symbol: string;
    readonly action: "order" | "cancel";
    readonly side: "buy" | "sell" | null;
    readonly wantedQty: string | null;
    readonly qty: string | null;
    readonly ordType: string | null;
    readonly limitPrice: string | null;
    readonly stopPrice: string | null;
    readonly gates: readonly Gate[];
    readonly isSent: boolean;
  }[];
}

type Intent = DecisionFacts["intents"][number];

/** The first gate that said no, to the decision or to something it wanted; null: none did. */
export function firstBlock({ gates, intents }: Pick<DecisionFacts, "gates" | "intents">): Gate | null {
  return [...gates, ...intents.flatMap((intent) => intent.gates)].find(({ passed }) => !passed) ?? null;
}

/** What was decided, in one sentence. With `symbol` it is about that instrument. */
export function decisionSentence(facts: DecisionFacts, symbol: string | null = null): string {
  const intents = symbol === null ? facts.intents : facts.intents.filter((intent) => intent.symbol === symbol);
  const whole = facts.gates.find(({ passed }) => !passed);
  if (facts.outcome === "failed") return `The strategy broke: ${whole?.value ?? "no reason is known"}.`;
  const sent = intents.filter(({ isSent }) => isSent);
  const blocked = intents.filter(({ isSent, gates }) => !isSent && gates.some(({ passed }) => !passed));
  if (sent.length > 0) {
    const rest = blocked.length === 0 ? "" : ` ${blocked.map(blockWords).join(" ")}`;
    return `${sent.map(intentWords).join(", ")}.${rest}`;
  }
  if (blocked.length > 0) return blocked.map(blockWords).join(" ");
  if (whole !== undefined) return gateWords(whole);
  return symbol === null
    ? "No signal: the strategy wanted nothing."
    : `No signal: the strategy wanted nothing in ${symbol}.`;
}

function intentWords({ action, side, qty, symbol, ordType, limitPrice, stopPrice }: Intent): string {
  if (action === "cancel") return `Canceled an order in ${symbol}`;
  const at = [
    limitPrice === null ? "" : ` at ${short(limitPrice)}`,
    stopPrice === null ? "" : ` from ${short(stopPrice)}`,
  ].join("");
  return `${side === "sell" ? "Sold" : "Bought"} ${short(qty) ?? "?"} ${symbol} by a ${words(ordType ?? "market")} order${at}`;
}

function blockWords(intent: Intent): string {
  const gate = intent.gates.find(({ passed }) => !passed);
  const wish = `${intent.side === "sell" ? "sell" : "buy"} ${short(intent.wantedQty) ?? "?"} ${intent.symbol}`;
  return `It wanted to ${wish} and did not: ${gate === undefined ? "nothing is known of why" : lower(gateWords(gate))}`;
}

/** A gate that said no, as a sentence. */
export function gateWords({ gate, ...told }: Gate): string {
  const [value, threshold] = [short(told.value), short(told.threshold)];
  switch (gate) {
    case "fresh":
      return `The bar was over ${value} s before it was decided on, and ${threshold} s is the most that is acted on.`;
    case "reduce_only":
      return `Only what reduces passes now, and ${value} of it opens.`;
    case "session":
      return "The exchange's session was over, and its schedule keeps to sessions.";
    case "lot":
      return `Its size of ${value} is less than one lot of ${threshold}.`;
    case "capital":
      return `It takes ${value}, and ${threshold} of its capital is free.`;
    case "known_order":
      return "The order it wanted to cancel was over already.";
    default:
      return `${capital(words(gate))}${value === null ? "" : ` is ${value}`}${threshold === null ? "" : `, and ${threshold} is the limit`}.`;
  }
}

/** Digits of a number that somebody reads in a sentence; all of them stand in the trace. */
const DIGITS = 8;

/** A number with so many digits, and its whole part always; other texts as they are. */
function short(text: string | null): string | null {
  const [, whole, fraction] = /^-?(\d+)\.(\d+)$/.exec(text ?? "") ?? [];
  if (text === null || whole === undefined || fraction === undefined) return text;
  const places = Math.max(2, DIGITS - (whole === "0" ? 0 : whole.length));
  return fraction.length <= places
    ? text
    : Number(text)
        .toFixed(places)
        .replace(/\.?0+$/, "");
}

const words = (name: string): string => name.replaceAll(/[._]/g, " ");
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const lower = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
