const WIDTH = 64;
const HEIGHT = 16;

/** A line of closes, oldest first, filling its box. Quiet: the numbers beside it say up or down. */
export function SparkLine({ closes, label }: { readonly closes: readonly number[]; readonly label: string }) {
  const low = Math.min(...closes);
  const span = Math.max(...closes) - low;
  const points = closes.map((close, place) => {
    const x = (place / Math.max(closes.length - 1, 1)) * WIDTH;
    const y = span === 0 ? HEIGHT / 2 : HEIGHT - 1 - ((close - low) / span) * (HEIGHT - 2);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg role="img" aria-label={label} width={WIDTH} height={HEIGHT} className="inline-block align-middle text-tx-2">
      <title>{label}</title>
      <polyline points={points.join(" ")} fill="none" stroke="currentColor" strokeWidth="1" />
    </svg>
  );
}
