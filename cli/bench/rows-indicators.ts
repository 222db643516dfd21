import { type BarColumns, computeIndicator } from "@/modules/data";
import { makeSeededBars } from "@/modules/strategy";
import type { Figure } from "./figure";
import { WrongAnswer } from "./fixture";
import { BARE_INDICATORS } from "./indicator-loops";

/** Each is run this often and its best counts: other programs only ever make it slower. */
const TRIES = 3;
/** One that takes longer than this is run once more and no further: some libraries take a second for a million bars. */
const LONG_MS = 300;
/** Sums of the peers drift; a wrong definition is further off than this. */
const TOLERANCE = 1e-6;

interface Subject {
  readonly indicator: string;
  readonly params: Readonly<Record<string, number>>;
  readonly line: string;
}

function best<T>(run: () => T): { readonly tookMs: number; readonly answer: T } {
  const time = () => {
    const startedMs = performance.now();
    const answer = run();
    return { tookMs: performance.now() - startedMs, answer };
  };
  let fastest = time();
  for (let attempt = 1; attempt < TRIES; attempt += 1) {
    const next = time();
    if (next.tookMs < fastest.tookMs) fastest = next;
    if (fastest.tookMs > LONG_MS) break;
  }
  return fastest;
}

/** Ours, through the door that charts and `calc` use: parameters checked, gaps looked for, every line of it computed. */
function ours({ indicator, params, line }: Subject, bars: BarColumns) {
  return best(() => {
    const computed = computeIndicator(indicator, params, bars);
    if (!computed.ok) throw new WrongAnswer(`${indicator} is computed, was ${computed.error.kind}`);
    return computed.value[line] ?? new Float64Array(0);
  });
}

/** The last bars of both are equal: earlier ones may differ by how an average starts. */
function mustAgree(what: string, mine: Float64Array, theirs: ArrayLike<number | null | undefined>): void {
  const [value, other] = [mine.at(-1) ?? Number.NaN, theirs[theirs.length - 1] ?? Number.NaN];
  if (!(Math.abs(value - other) <= TOLERANCE * Math.max(1, Math.abs(value)))) {
    throw new WrongAnswer(`${what} ends with ${other}, was ${value}: the figures are not printed`);
  }
}

const nameOf = ({ indicator, params }: Subject) => [indicator, ...Object.values(params)].join(" ");

/** The npm libraries to measure against are development packages: an installation that only runs has none of them. */
async function loadPeers() {
  try {
    return await import("./indicator-peers");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") return null;
    throw error;
  }
}

/**
 * Row 7: indicators beside a hand-written loop, and beside every npm library that has them; beside the loop alone where
 * those are not installed (`npm ci` installs them).
 */
export async function measureIndicators(sizes: readonly number[]): Promise<readonly Figure[]> {
  const peers = await loadPeers();
  const figures: Figure[] = [];
  for (const count of sizes) {
    const bars = makeSeededBars(count);
    const perSecond = (tookMs: number) => (count / tookMs) * 1000;
    const add = (subject: Subject, against: string, mineMs: number, theirsMs: number) =>
      figures.push({
        row: 7,
        what: nameOf(subject),
        bars: count,
        value: perSecond(mineMs),
        unit: "bars/s",
        against,
        againstValue: perSecond(theirsMs),
      });
    for (const bare of BARE_INDICATORS) {
      const [mine, loop] = [ours(bare, bars), best(() => bare.run(bars))];
      mustAgree(`${bare.indicator} by hand`, mine.answer, loop.answer);
      add(bare, "hand-written loop", mine.tookMs, loop.tookMs);
    }
    if (peers === null) continue;
    const peerBars = peers.peerBarsOf(bars);
    for (const peer of peers.INDICATOR_PEERS) {
      const [mine, theirs] = [ours(peer, bars), best(() => peer.run(peerBars))];
      if (peer.agrees !== "never") mustAgree(`${peer.indicator} of ${peer.library}`, mine.answer, theirs.answer);
      const note = peer.agrees === "never" ? " (defined otherwise)" : "";
      add(peer, `${peer.library}${note}`, mine.tookMs, theirs.tookMs);
    }
  }
  return figures;
}
