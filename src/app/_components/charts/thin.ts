/**
 * Indices of the points to draw when there are more than a screen can show: of each of `pointsMax / (2 · columns)` equal
 * stretches the lowest and the highest point of every column, and the first and the last point of all. What is drawn are
 * real points at their real times, so no extreme is lost. Ascending, each once; all of them when they are few enough.
 */
export function thinIndices(columns: readonly Float64Array[], pointsMax: number): readonly number[] {
  const count = columns[0]?.length ?? 0;
  if (count <= pointsMax) return Array.from({ length: count }, (_, index) => index);
  const stretches = Math.max(Math.floor(pointsMax / (2 * columns.length)), 1);
  const kept = new Set<number>([0, count - 1]);
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = Math.floor((stretch * count) / stretches);
    const to = Math.floor(((stretch + 1) * count) / stretches);
    for (const column of columns) {
      const { lowest, highest } = extremes(column, from, to);
      kept.add(lowest);
      kept.add(highest);
    }
  }
  return [...kept].toSorted((left, right) => left - right);
}

function extremes(column: Float64Array, from: number, to: number) {
  let lowest = from;
  let highest = from;
  for (let index = from + 1; index < to; index += 1) {
    const value = column[index] ?? Number.NaN;
    if (value < (column[lowest] ?? Number.NaN)) lowest = index;
    if (value > (column[highest] ?? Number.NaN)) highest = index;
  }
  return { lowest, highest };
}
