import { decodeQuote, type Quote } from "../../domain/quote/quote";

/** Quotes that are kept; above it all are read anew. */
const KEPT_MAX = 20_000;

/**
 * Reads lines of quotes, one of each instrument at a time: whose line is the one that was read last has the same quote, and what was
 * made of it is found again. Whoever checks an order reads those of all that its account holds, and few of them are other than before.
 */
export function makeLineReader(): (line: string) => Quote | null {
  const known = new Map<number, { readonly line: string; readonly quote: Quote }>();
  return (line) => {
    // A line begins with its id: `[7,…`.
    const kept = known.get(Number.parseInt(line.slice(1), 10));
    if (kept?.line === line) return kept.quote;
    const quote = decodeQuote(line);
    if (quote === null) return null;
    if (known.size >= KEPT_MAX) known.clear();
    // Cut out of the text of many, it would hold them all.
    known.set(quote.instrumentId, { line: Buffer.from(line).toString(), quote });
    return quote;
  };
}
