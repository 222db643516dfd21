import { conditionText } from "@/modules/data";
import type { AlertInput, FiringView } from "../contract/alerts";
import type { AlertReading, AlertTerms } from "./terms";

type DeploymentWatch = Extract<AlertTerms, { readonly kind: "deployment" }>["watch"];

/** The order event that fired an alert. */
export interface FiringEvent {
  readonly type: string;
  readonly side: string;
  readonly symbol: string;
  readonly event: Readonly<Record<string, unknown>>;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** What a firing says: a key of the message catalog and its facts. */
export function sayFiring(
  { name, terms }: Pick<AlertInput, "name" | "terms">,
  { value }: AlertReading,
  event: FiringEvent | null,
): Pick<FiringView, "messageKey" | "facts"> {
  const seen = value ?? "";
  switch (terms.kind) {
    case "price": {
      const { symbol, is, level } = terms;
      return { messageKey: "alert.price", facts: { name, symbol, is, level, value: seen } };
    }
    case "condition": {
      const { symbol, resolution, condition } = terms;
      return {
        messageKey: "alert.condition",
        facts: { name, symbol, resolution, condition: conditionText(condition), value: seen },
      };
    }
    case "order": {
      const { type = "", side = "", symbol = "", event: facts = {} } = event ?? {};
      const detail =
        type === "filled" || type === "corrected"
          ? `${textOf(facts["qty"])} at ${textOf(facts["price"])}`
          : textOf(facts["reason"]);
      return { messageKey: "alert.order", facts: { name, type, side, symbol, detail } };
    }
    case "position": {
      const { symbol, measure, is, level } = terms;
      return { messageKey: "alert.position", facts: { name, symbol, measure, is, level, value: seen } };
    }
    case "pnl":
      return { messageKey: "alert.pnl", facts: { name, is: terms.is, level: terms.level, value: seen } };
    case "deployment": {
      const { watch, deploymentId } = terms;
      const facts = { name, deploymentId, what: watch.what, value: seen };
      if (watch.what === "pnl")
        return { messageKey: "alert.deployment", facts: { ...facts, of: watch.of, is: watch.is, level: watch.level } };
      return { messageKey: "alert.deployment", facts: { ...facts, of: "", is: "", level: limitOf(watch) } };
    }
    case "feed":
      return { messageKey: "alert.feed", facts: { name, symbol: terms.symbol, limit: terms.olderThanS, value: seen } };
    case "missing": {
      const { expected, withinMinutes } = terms;
      const what =
        expected.what === "bar"
          ? `${expected.symbol} ${expected.resolution}`
          : expected.what === "job"
            ? expected.name
            : "";
      return {
        messageKey: "alert.missing",
        facts: { name, what: expected.what, which: what, minutes: withinMinutes, value: seen },
      };
    }
  }
  return { messageKey: "alert.fired", facts: { name } };
}

const limitOf = (watch: DeploymentWatch): string => {
  if (watch.what === "silence") return String(watch.seconds);
  return watch.what === "parity" ? String(watch.belowPercent) : "";
};

/** Where it can be looked at. */
export function hrefOf({ terms }: Pick<AlertInput, "terms">): string {
  if (terms.kind === "price" || terms.kind === "condition" || terms.kind === "feed")
    return `/chart?symbol=${encodeURIComponent(terms.symbol)}`;
  if (terms.kind === "deployment") return `/strategies/deployments/${encodeURIComponent(terms.deploymentId)}`;
  return "/markets/alerts";
}
