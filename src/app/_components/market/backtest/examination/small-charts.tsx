import { pathOf, rangeOf } from "./small-charts-path";

/** Small pictures beside numbers; what they show is said in words for those who cannot see them. */

export interface SmallLineProps {
  readonly title: string;
  /** Null is a gap. */
  readonly values: readonly (number | null)[];
  readonly write: (value: number) => string;
  readonly summary: string;
}

const [WIDTH, HEIGHT] = [600, 90];

export function SmallLine({ title, values, write, summary }: SmallLineProps) {
  const range = rangeOf(values);
  if (range === null) return null;
  return (
    <figure className="min-w-0">
      <figcaption className="flex justify-between gap-2 text-12 text-tx-2">
        <span className="min-w-0 truncate font-medium">{title}</span>
        <span className="num text-11 text-tx-3">{`${write(range.low)} … ${write(range.high)}`}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={summary}
        className="mt-1 h-22 w-full border-y border-line-1"
      >
        <path
          d={pathOf(values, range, { width: WIDTH, height: HEIGHT })}
          className="fill-none stroke-tx-1"
          strokeWidth={1.4}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
    </figure>
  );
}

export interface SmallBarsProps {
  readonly title: string;
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
  readonly write: (value: number) => string;
  readonly summary: string;
}

/** Counts of values, those below zero in the colour of a loss; the ends of the axis say which side that is. */
export function SmallBars({ title, from, width, counts, write, summary }: SmallBarsProps) {
  const most = Math.max(1, ...counts);
  const step = WIDTH / counts.length;
  const bins = counts.map((count, bin) => ({ count, edge: from + width * bin, x: bin * step }));
  return (
    <figure className="min-w-0">
      <figcaption className="text-12 font-medium text-tx-2">{title}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={summary}
        className="mt-1 h-22 w-full border-b border-line-2"
      >
        {bins.map(({ count, edge, x }) => (
          <rect
            key={edge}
            x={x}
            y={HEIGHT - (count / most) * HEIGHT}
            width={Math.max(1, step - 1)}
            height={(count / most) * HEIGHT}
            className={edge + width / 2 < 0 ? "fill-down" : "fill-up"}
          />
        ))}
      </svg>
      <p aria-hidden="true" className="num flex justify-between text-11 text-tx-3">
        <span>{write(from)}</span>
        <span>{write(from + width * counts.length)}</span>
      </p>
    </figure>
  );
}
