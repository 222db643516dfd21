import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const CSS = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

type Colors = ReadonlyMap<string, string>;

/** The six-digit colours a rule sets. */
function colorsOf(selector: string): Colors {
  const start = CSS.indexOf(`${selector} {`);
  const body = CSS.slice(start, CSS.indexOf("\n}", start));
  return new Map(
    [...body.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6});/g)].map(([, name = "", color = ""]) => [name, color]),
  );
}

/** Relative luminance, WCAG 2.2. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(left: string, right: string): number {
  const [dark = 0, light = 0] = [luminance(left), luminance(right)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const dark = colorsOf(":root");
const light = new Map([...dark, ...colorsOf('[data-theme="light"]')]);
const THEMES: readonly (readonly [string, Colors])[] = [
  ["dark", dark],
  ["light", light],
  ["dark, red and green", new Map([...dark, ...colorsOf('[data-pnl="redgreen"]')])],
  ["light, red and green", new Map([...light, ...colorsOf('[data-theme="light"][data-pnl="redgreen"]')])],
];

const SURFACES = ["bg-0", "bg-1", "bg-2"];
const on = (surfaces: readonly string[], ...inks: readonly string[]) =>
  inks.flatMap((ink) => surfaces.map((surface) => [ink, surface] as const));

const TEXT = [
  ...on([...SURFACES, "bg-3"], "tx-1", "tx-2", "tx-3", "up", "down"),
  ...on(SURFACES, "accent", "warn", "danger", "stage-paper", "stage-live", "stale"),
  ...on(["warn-soft", "danger-soft"], "tx-1", "tx-2"),
  ["accent", "accent-soft"],
  ["warn", "warn-soft"],
  ["danger", "danger-soft"],
  ["up", "up-soft"],
  ["down", "down-soft"],
  ["on-up", "up"],
  ["on-down", "down"],
  ["on-danger", "danger"],
  ["tx-inv", "tx-1"],
] as const;
const MARKS = on(SURFACES, "line-3", "focus");

describe.each(THEMES)("contrast, %s", (_theme, colors) => {
  const ratio = (ink: string, surface: string) => contrast(colors.get(ink) ?? "", colors.get(surface) ?? "");

  it.each(TEXT)("%s on %s can be read", (ink, surface) => {
    expect(ratio(ink, surface)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(MARKS)("%s on %s can be seen", (ink, surface) => {
    expect(ratio(ink, surface)).toBeGreaterThanOrEqual(3);
  });
});
