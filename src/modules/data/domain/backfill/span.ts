/** A stretch of time: `fromMs` is inside, `toMs` is not. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is left of a span without the others, which may overlap and come in any order. In order of time. */
export function subtractSpans(whole: Span, others: readonly Span[]): readonly Span[] {
  const left: Span[] = [];
  let fromMs = whole.fromMs;
  const real = others.filter((other) => other.fromMs < other.toMs);
  for (const other of real.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (other.fromMs > fromMs) left.push({ fromMs, toMs: Math.min(other.fromMs, whole.toMs) });
    fromMs = Math.max(fromMs, other.toMs);
    if (fromMs >= whole.toMs) break;
  }
  if (fromMs < whole.toMs) left.push({ fromMs, toMs: whole.toMs });
  return left.filter((span) => span.fromMs < span.toMs);
}
