import type { Figure } from "./figure";
import { type Measured, type Probe, startProbe } from "./probe";

/** Each probe is started this often and its best counts: other programs only ever make it slower. */
const TRIES = 3;

async function best(probe: Probe, bars: number): Promise<Measured> {
  let [tookMs, peakMb] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const measured = await startProbe(probe, bars);
    tookMs = Math.min(tookMs, measured.tookMs);
    peakMb = Math.min(peakMb, measured.peakMb);
  }
  return { tookMs, peakMb };
}

/** Rows 1 and 3: the event engine cold on one thread, and the memory of its process, beside the bare loop's. */
export async function measureEngine(sizes: readonly number[]): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const bars of sizes) {
    const bare = await best("bare", bars);
    const engine = await best("engine", bars);
    const perSecond = ({ tookMs }: Measured) => (bars / tookMs) * 1000;
    const against = "hand-written loop";
    figures.push(
      {
        row: 1,
        what: "event engine, one thread, cold",
        bars,
        value: perSecond(engine),
        unit: "bars/s",
        against,
        againstValue: perSecond(bare),
      },
      {
        row: 3,
        what: "peak memory of its process",
        bars,
        value: engine.peakMb,
        unit: "MB",
        against,
        againstValue: bare.peakMb,
      },
    );
  }
  return figures.toSorted((left, right) => left.row - right.row);
}
