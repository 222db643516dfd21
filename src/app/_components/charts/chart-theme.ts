/** Colours of a chart, read from the tokens of the page. The drawing library paints on a canvas and knows no CSS. */
export interface ChartTheme {
  readonly ground: string;
  readonly grid: string;
  readonly line: string;
  readonly edge: string;
  readonly text: string;
  readonly textQuiet: string;
  readonly tag: string;
  readonly up: string;
  readonly down: string;
  readonly inkA: string;
  readonly inkB: string;
  readonly inkC: string;
  readonly inkD: string;
  readonly accent: string;
  readonly stale: string;
  readonly font: string;
}

/** Reads the tokens as they stand: call it again when the theme changes. */
export function readChartTheme(root: Element): ChartTheme {
  const style = getComputedStyle(root);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: token("--bg-1"),
    grid: token("--grid"),
    line: token("--line-2"),
    edge: token("--line-3"),
    text: token("--tx-1"),
    textQuiet: token("--tx-3"),
    tag: token("--bg-3"),
    up: token("--up"),
    down: token("--down"),
    inkA: token("--ink-a"),
    inkB: token("--ink-b"),
    inkC: token("--ink-c"),
    inkD: token("--ink-d"),
    accent: token("--accent"),
    stale: token("--stale"),
    font: token("--font"),
  };
}

/** The attributes of the root element on which colours depend. */
const THEME_ATTRIBUTES = ["class", "data-theme", "data-pnl", "style"];

/** Calls `onChange` when the page switches between dark and light or between the pairs for up and down. */
export function watchTheme(root: Element, onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(root, { attributes: true, attributeFilter: THEME_ATTRIBUTES });
  const system = window.matchMedia("(prefers-color-scheme: light)");
  system.addEventListener("change", onChange);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", onChange);
  };
}

/** A six-digit hex colour with an alpha from 0 to 1; any other notation is given back as it is. */
export function withAlpha(color: string, alpha: number): string {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return color;
  const byte = Math.round(Math.min(Math.max(alpha, 0), 1) * 255);
  return color + byte.toString(16).padStart(2, "0");
}

/** Inks of indicator lines, in the order in which a pane gives them out. None is a market colour. */
export function lineInk(theme: ChartTheme, index: number): string {
  const inks = [theme.inkA, theme.inkB, theme.accent, theme.inkC, theme.inkD];
  return inks[index % inks.length] ?? theme.inkA;
}
