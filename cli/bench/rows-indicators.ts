import { type BarColumns, computeIndicator } from "@/modules/data";
import { makeSeededBars } from "@/modules/strategy";
import type { Figure } from "./figure";
import { WrongAnswer } from "./fixture";
import { BARE_INDICATORS } from "./indicator-loops";
import { EXACT_INDICATORS } from "./indicator-loops-exact";

/** Both sides of a comparison are run in turn at least and at most so often, and the best of each counts. */
const TRIES_MIN = 3;
const TRIES_MAX = 25;
/** After the fewest tries a comparison has had its time: some libraries take a second for a million bars. */
const COMPARISON_MS = 400;
/** Sums of the peers drift; a wrong definition is further off than this. */
const TOLERANCE = 1e-6;

interface Subject {
  readonly indicator: string;
  readonly params: Readonly<Record<string, number>>;
  readonly line: string;
}

interface Timed<T> {
  readonly tookMs: number;
  readonly answer: T;
}

function time<T>(run: () => T): Timed<T> {
  const startedMs = performance.now();
  const answer = run();
  return { tookMs: performance.now() - startedMs, answer };
}

const quicker = <T>(left: Timed<T>, right: Timed<T>) => (right.tookMs < left.tookMs ? right : left);

/** Other programs only ever make a run slower, and a change of load strikes both: so they take turns. */
function inTurn<A, B>(mine: () => A, theirs: () => B): readonly [Timed<A>, Timed<B>] {
  const untilMs = performance.now() + COMPARISON_MS;
  let [left, right] = [time(mine), time(theirs)];
  for (let tries = 1; tries < TRIES_MIN || (tries < TRIES_MAX && performance.now() < untilMs); tries += 1) {
    left = quicker(left, time(mine));
    right = quicker(right, time(theirs));
  }
  return [left, right];
}

/** Ours, through the door that charts and `calc` use: parameters checked, gaps looked for, every line of it computed. */
function ours({ indicator, params, line }: Subject, bars: BarColumns): Float64Array {
  const computed = computeIndicator(indicator, params, bars);
  if (!computed.ok) throw new WrongAnswer(`${indicator} is computed, was ${computed.error.kind}`);
  return computed.value[line] ?? new Float64Array(0);
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
    const compare = (subject: Subject & { run(bars: BarColumns): Float64Array }, against: string) => {
      const [mine, loop] = inTurn(
        () => ours(subject, bars),
        () => subject.run(bars),
      );
      mustAgree(`${subject.indicator} by hand`, mine.answer, loop.answer);
      add(subject, against, mine.tookMs, loop.tookMs);
    };
    for (const bare of BARE_INDICATORS) compare(bare, "hand-written loop");
    for (const exact of EXACT_INDICATORS) compare(exact, "loop that keeps the same promises");
    if (peers === null) continue;
    const peerBars = peers.peerBarsOf(bars);
    for (const peer of peers.INDICATOR_PEERS) {
      const [mine, theirs] = inTurn(
        () => ours(peer, bars),
        () => peer.run(peerBars),
      );
      if (peer.agrees !== "never") mustAgree(`${peer.indicator} of ${peer.library}`, mine.answer, theirs.answer);
      const note = peer.agrees === "never" ? " (defined otherwise)" : "";
      add(peer, `${peer.library}${note}`, mine.tookMs, theirs.tookMs);
    }
  }
  return figures;
}
