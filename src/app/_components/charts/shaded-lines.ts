import type { BarColumns } from "@/modules/data";
import { BandPrimitive } from "./band-primitive";
import type { IndicatorLines } from "./indicator-lines";
import { indicatorLines, parseIndicators } from "./indicators";

export { parseIndicators } from "./indicators";

/** Lines of the indicators that an address names, with what shades the space between them: no usual one needs that. */
export function shadedLines(text: string, bars: BarColumns): readonly IndicatorLines[] {
  return indicatorLines(parseIndicators(text), bars).map((lines) =>
    lines.fills.length === 0 ? lines : { ...lines, Band: BandPrimitive },
  );
}
