import { escapeHtml } from "./html";

/** Charts of the document, drawn once as SVG: no script, so that they print and open anywhere. */

const [WIDTH, HEIGHT] = [960, 240];
const [LEFT, RIGHT, TOP, BOTTOM] = [4, 84, 10, 20];
const GRID_LINES = 4;
/** A date under the chart at so many places. */
const DATES = 5;

/** Lines that only differ in colour: several of a kind on one chart. */
export const LINE_KINDS = ["run", "l1", "l2", "l3", "l4", "band"] as const;

export interface Line {
  readonly name: string;
  /** Null and NaN are gaps. */
  readonly values: ArrayLike<number | null>;
  /** How it is drawn. */
  readonly kind: "held" | "fall" | (typeof LINE_KINDS)[number];
}

export interface LineChart {
  /** Says in words what the picture shows. */
  readonly label: string;
  readonly lines: readonly Line[];
  /** Text at the left and right end and in between, evenly; none without. */
  readonly dates: readonly string[];
  readonly write: (value: number) => string;
  readonly height?: number;
}

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly x: (place: number, count: number) => number;
  readonly y: (value: number) => number;
}

function scaleOf(lines: readonly Line[], height: number): Scale | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { values } of lines) {
    for (const value of Array.from(values)) {
      if (value === null || !Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (high < low) return null;
  const room = high > low ? high - low : Math.max(1, Math.abs(high)) * 0.02;
  const [bottom, span] = high > low ? [low, room] : [low - room / 2, room];
  const inner = height - TOP - BOTTOM;
  return {
    low: bottom,
    high: bottom + span,
    x: (place, count) => LEFT + (count < 2 ? 0 : place / (count - 1)) * (WIDTH - LEFT - RIGHT),
    y: (value) => TOP + (1 - (value - bottom) / span) * inner,
  };
}

/** The path of one line; a gap lifts the pen. */
function pathOf({ values }: Line, { x, y }: Scale): string {
  let [path, isDown] = ["", false];
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place];
    if (value === null || value === undefined || !Number.isFinite(value)) {
      isDown = false;
      continue;
    }
    path += `${isDown ? "L" : "M"}${x(place, values.length).toFixed(1)} ${y(value).toFixed(1)}`;
    isDown = true;
  }
  return path;
}

/** Lines over time. Nothing to draw is said in words. */
export function lineChart({ label, lines, dates, write, height = HEIGHT }: LineChart): string {
  const scale = scaleOf(lines, height);
  if (scale === null) return `<p class="dim">${escapeHtml(label)}: there is too little to draw.</p>`;
  const grid = Array.from({ length: GRID_LINES + 1 }, (_, line) => {
    const value = scale.low + ((scale.high - scale.low) * line) / GRID_LINES;
    const at = scale.y(value).toFixed(1);
    return `<path class="grid" d="M${LEFT} ${at}H${WIDTH - RIGHT}"/><text x="${WIDTH - RIGHT + 6}" y="${at}" dy="4">${escapeHtml(write(value))}</text>`;
  });
  const marks = dates.map((text, place) => {
    const anchor = place === 0 ? "start" : place === dates.length - 1 ? "end" : "middle";
    const at = scale.x(place, dates.length).toFixed(1);
    return `<text x="${at}" y="${height - 5}" text-anchor="${anchor}">${escapeHtml(text)}</text>`;
  });
  const drawn = lines.map((line) => `<path class="line ${line.kind}" d="${pathOf(line, scale)}"/>`);
  const key =
    lines.length < 2
      ? ""
      : `<p class="key">${lines.map(({ name, kind }) => `<span class="${kind}"><i></i>${escapeHtml(name)}</span>`).join("")}</p>`;
  return `<figure>${key}<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(label)}">${grid.join("")}${drawn.join("")}${marks.join("")}</svg></figure>`;
}

export interface Bars {
  readonly label: string;
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
  readonly write: (value: number) => string;
}

/** Counts of values, a bar a bin; those left of zero in the colour of a loss. */
export function barChart({ label, from, width, counts, write }: Bars): string {
  const most = counts.reduce((top, each) => Math.max(top, each), 1);
  const step = WIDTH / 2 / counts.length;
  const inner = 140;
  const bars = counts.map((each, bin) => {
    const tall = (each / most) * inner;
    const isLoss = from + width * (bin + 0.5) < 0;
    return `<rect class="${isLoss ? "loss" : "gain"}" x="${(bin * step).toFixed(1)}" y="${(inner - tall + 4).toFixed(1)}" width="${Math.max(1, step - 1).toFixed(1)}" height="${tall.toFixed(1)}"/>`;
  });
  const [first, last] = [write(from), write(from + width * counts.length)];
  return `<figure><svg viewBox="0 0 ${WIDTH / 2} 170" role="img" aria-label="${escapeHtml(label)}">${bars.join("")}<text x="0" y="162">${escapeHtml(first)}</text><text x="${WIDTH / 2}" y="162" text-anchor="end">${escapeHtml(last)}</text></svg></figure>`;
}

/** Dates for the foot of a chart, evenly spread over the moments it shows. */
export function datesOf(times: ArrayLike<number>, write: (timeMs: number) => string): readonly string[] {
  if (times.length === 0) return [];
  return Array.from({ length: DATES }, (_, mark) =>
    write(times[Math.round((mark * (times.length - 1)) / (DATES - 1))] ?? 0),
  );
}
