import type { Finding, Verdict } from "./examination";

const ORDER: Readonly<Record<Finding["severity"], number>> = { reject: 0, doubt: 1, note: 2 };

/** The findings with the worst first; among equals in the order of the checks, which is that of their weight. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

/** One word over all findings: the worst of them speaks. Notes are worth reading and no reason to doubt. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const worst = worstFirst(findings)[0]?.severity ?? "note";
  return worst === "note" ? "trust" : worst;
}
