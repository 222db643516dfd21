/** What was traded in one stretch of a session: `atMs` after its open. */
export interface VolumeBucket {
  readonly atMs: number;
  readonly volume: number;
}

export interface ProfileTerms {
  /** Length of a bucket. */
  readonly bucketMs: number;
  /** Of a whole session: a market that never closes begins anew after it. */
  readonly sessionMs: number;
  /** Where in its session the order starts. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly slices: number;
}

/**
 * What share of the volume is usual for each slice's stretch of the session, from what was traded in earlier ones. Null where
 * nothing was traded in any of them: then nobody knows.
 */
export function sliceWeights(
  buckets: readonly VolumeBucket[],
  { bucketMs, sessionMs, startMs, durationMs, slices }: ProfileTerms,
): readonly number[] | null {
  const byPlace = new Map<number, number>();
  for (const { atMs, volume } of buckets) {
    if (!Number.isFinite(volume) || volume <= 0 || atMs < 0 || atMs >= sessionMs) continue;
    const place = Math.floor(atMs / bucketMs);
    byPlace.set(place, (byPlace.get(place) ?? 0) + volume);
  }
  const everyMs = durationMs / slices;
  const weights = Array.from({ length: slices }, (_, number) =>
    volumeWithin(byPlace, { bucketMs, sessionMs }, startMs + number * everyMs, everyMs),
  );
  return weights.some((weight) => weight > 0) ? weights : null;
}

/** The part of each bucket that lies in a stretch, as if trades came evenly inside of a bucket. */
function volumeWithin(
  byPlace: ReadonlyMap<number, number>,
  { bucketMs, sessionMs }: Pick<ProfileTerms, "bucketMs" | "sessionMs">,
  fromMs: number,
  lengthMs: number,
): number {
  let sum = 0;
  for (let at = fromMs; at < fromMs + lengthMs; ) {
    const inSession = at % sessionMs;
    const place = Math.floor(inSession / bucketMs);
    const bucketEnd = Math.min((place + 1) * bucketMs, sessionMs);
    const part = Math.min(bucketEnd - inSession, fromMs + lengthMs - at);
    sum += ((byPlace.get(place) ?? 0) * part) / (bucketEnd - place * bucketMs);
    at += Math.max(part, 1);
  }
  return sum;
}
