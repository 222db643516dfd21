import type { ChartRange } from "./ranges";

/** Bars that were asked for while the page was still read, for whoever asks for the same address first. */
interface AheadBars {
  readonly address: string;
  readonly bytes: Promise<ArrayBuffer>;
}

declare global {
  interface Window {
    /** Taken once: what is older than the page is nobody's news. */
    bifrostAhead?: AheadBars;
  }
}

export interface EarlyPicture {
  /** Where the first page of bars is read. */
  readonly address: string;
  readonly range: ChartRange;
  readonly isLog: boolean;
  /** Height of the pane of prices as a share of all panes. */
  readonly mainShare: number;
}

/** Marks the canvas that the early picture is painted on. */
export const EARLY_CANVAS = { "data-early-picture": "" } as const;

// The text of each of these functions runs inside of the page, before any code of the page is there: they may use nothing from
// outside of themselves.

/** Index of the first bar of a range, as {@link rangeStartMs} has it. */
function firstBarOf(time: Float64Array, range: ChartRange): number {
  const last = new Date(time[time.length - 1] ?? 0);
  const [year, month, day] = [last.getUTCFullYear(), last.getUTCMonth(), last.getUTCDate()];
  const months = { "1M": 1, "3M": 3, YTD: month, "1Y": 12, "5Y": 60, All: Number.POSITIVE_INFINITY }[range];
  if (months === Number.POSITIVE_INFINITY) return 0;
  const timeOfDay = last.getTime() - Date.UTC(year, month, day);
  const daysThen = new Date(Date.UTC(year, month - months + 1, 0)).getUTCDate();
  const monthsAgo = Date.UTC(year, month - months, Math.min(day, daysThen)) + timeOfDay;
  const fromMs = range === "YTD" ? Date.UTC(year, 0, 1) : monthsAgo;
  return Math.max(
    time.findIndex((timeMs) => timeMs >= fromMs),
    0,
  );
}

/** Paints the bars of a message as the chart will. */
function paintBars(
  canvas: HTMLCanvasElement,
  buffer: ArrayBuffer,
  {
    isLog,
    mainShare,
    firstBar,
  }: Pick<EarlyPicture, "isLog" | "mainShare"> & { readonly firstBar: (time: Float64Array) => number },
): void {
  // As column-wire.ts writes them: 16 bytes, then time, open, high, low, close, volume.
  const count = buffer.byteLength < 16 ? 0 : new DataView(buffer).getUint32(8, true);
  const context = canvas.getContext("2d");
  if (count === 0 || buffer.byteLength !== 16 + count * 48 || context === null) return;
  const column = (place: number) => new Float64Array(buffer, 16 + place * count * 8, count);
  const [open, high, low, close, volume] = [column(1), column(2), column(3), column(4), column(5)];
  const from = firstBar(column(0));
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  const style = getComputedStyle(canvas);
  const ink = (name: string) => style.getPropertyValue(name).trim();
  const [ground, up, down] = [ink("--bg-1"), ink("--up"), ink("--down")];
  // The place of the price axis and of the time axis, and the shares of price-engine.ts.
  const [plotWidth, plotHeight] = [width - 66 * ratio, (height - 27 * ratio) * mainShare];
  const spacing = plotWidth / (count - from + Math.max((count - from) * 0.02, 2));
  const scaled = isLog ? Math.log : (price: number) => price;
  let [top, bottom, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  for (let at = from; at < count; at += 1) {
    top = Math.max(top, scaled(high[at] ?? Number.NaN));
    bottom = Math.min(bottom, scaled(low[at] ?? Number.NaN));
    most = Math.max(most, volume[at] ?? 0);
  }
  const y = (price: number) =>
    Math.round(plotHeight * (0.12 + (0.68 * (top - scaled(price))) / Math.max(top - bottom, 1e-12)));

  canvas.width = width;
  canvas.height = height;
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  // Between 2.5 and 4 px a bar the library makes bodies of 3 px.
  const isTight = spacing / ratio >= 2.5 && spacing / ratio <= 4;
  const body = Math.max(isTight ? Math.floor(3 * ratio) : Math.floor(spacing * 0.8), 1);
  const thin = Math.min(Math.max(Math.floor(ratio), 1), body);
  // Bars that share a pixel are one: no more is drawn than can be seen.
  const step = Math.max(1, Math.ceil(1 / spacing));
  for (let at = from; at < count; at += step) {
    const end = Math.min(at + step, count);
    const [first, last] = [open[at] ?? Number.NaN, close[end - 1] ?? Number.NaN];
    let [highest, lowest, traded] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (let place = at; place < end; place += 1) {
      highest = Math.max(highest, high[place] ?? Number.NaN);
      lowest = Math.min(lowest, low[place] ?? Number.NaN);
      traded = Math.max(traded, volume[place] ?? 0);
    }
    const x = Math.round((at - from + 0.5) * spacing - body / 2);
    context.fillStyle = last >= first ? up : down;
    context.fillRect(x + Math.floor((body - thin) / 2), y(highest), thin, Math.max(y(lowest) - y(highest), 1));
    context.fillRect(x, Math.min(y(first), y(last)), body, Math.max(Math.abs(y(first) - y(last)), 1));
    context.globalAlpha = 0.3;
    const tall = most > 0 ? Math.round((plotHeight * 0.16 * traded) / most) : 0;
    context.fillRect(x, Math.round(plotHeight) - tall, Math.max(Math.min(body, Math.floor(spacing) - 1), 1), tall);
    context.globalAlpha = 1;
  }
}

/** Asks for the bars, hands them on, and has them painted once the canvas is there. */
function askEarly(
  { address, range, ...look }: EarlyPicture,
  firstBar: typeof firstBarOf,
  paint: typeof paintBars,
): void {
  const bytes = fetch(address).then((answer) => {
    if (!answer.ok) throw new Error(`bars answered ${answer.status}`);
    return answer.arrayBuffer();
  });
  window.bifrostAhead = { address, bytes };
  // In a frame: by then the page's styles are there, and with them sizes and colours.
  const paintSoon = (buffer: ArrayBuffer): number => requestAnimationFrame(() => paintOn(buffer));
  const paintOn = (buffer: ArrayBuffer): void => {
    const canvas = document.querySelector<HTMLCanvasElement>("canvas[data-early-picture]");
    if (canvas !== null && canvas.clientWidth > 0)
      paint(canvas, buffer, { ...look, firstBar: (time) => firstBar(time, range) });
    // A page without a chart, or whose chart was faster.
    else if (document.readyState === "loading") paintSoon(buffer);
  };
  // Whoever asks for the bars next says what is wrong with them.
  bytes.then(paintSoon).catch(() => undefined);
}

/**
 * The text of a script that asks for the bars of a page that is still being read, and paints them before the page's own code is
 * there: candles and volume where the chart will draw them, without its axes. The chart takes its place, from the same bytes, once
 * it can be used.
 */
export function earlyScript(picture: EarlyPicture): string {
  // A symbol comes from the address: what it holds must not end the script.
  const given = JSON.stringify(picture).replaceAll("<", "\\u003c");
  return `(${askEarly.toString()})(${given}, ${firstBarOf.toString()}, ${paintBars.toString()})`;
}
