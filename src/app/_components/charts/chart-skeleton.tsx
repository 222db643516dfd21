/** Heights of a quiet random walk, in percent: the shape of bars to come, the same every time. */
const BARS = [
  38, 42, 40, 47, 52, 49, 55, 60, 57, 63, 59, 54, 50, 56, 61, 66, 62, 68, 71, 65, 60, 57, 62, 67, 72, 70, 64, 58,
].map((height, place) => ({ place, height }));

/** A chart that is on its way: same size, no axis that would have to move. */
export function ChartSkeleton({ label }: { readonly label: string }) {
  return (
    <output className="absolute inset-0 flex flex-col justify-end">
      <span aria-hidden="true" className="flex h-3/5 items-end gap-[1.6%] pr-18 pb-12 pl-3">
        {BARS.map(({ place, height }) => (
          <span key={place} className="skeleton flex-1" style={{ height: `${height}%` }} />
        ))}
      </span>
      <span className="absolute bottom-14 left-3 text-12 text-tx-3">{label}</span>
    </output>
  );
}
