/** Lines on both sides that are compared by all pairs: more than differ between two versions of one file. */
const COMPARED_MAX = 4_000;

/**
 * What differs between two texts, line by line: `- ` is only on the left, `+ ` only on the right, two spaces on both. Of equal
 * lines those next to a difference are shown. Null: too many lines differ to compare them.
 */
export function lineDiff(left: string, right: string, context = 3): readonly string[] | null {
  const [a, b] = [left.split("\n"), right.split("\n")];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const [from, to] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  if (from.length > COMPARED_MAX || to.length > COMPARED_MAX) return null;
  const all = [
    ...a.slice(0, head).map((line) => `  ${line}`),
    ...middle(from, to),
    ...a.slice(a.length - tail).map((line) => `  ${line}`),
  ];
  const near = (at: number) =>
    all.slice(Math.max(0, at - context), at + context + 1).some((line) => !line.startsWith("  "));
  return all.filter((_, at) => near(at));
}

/** The longest common subsequence of lines, and what is left out of it on each side. */
function middle(from: readonly string[], to: readonly string[]): readonly string[] {
  const width = to.length + 1;
  const lengths = new Uint16Array((from.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const told: string[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      told.push(`  ${from[i] ?? ""}`);
      i += 1;
      j += 1;
    } else if (j >= to.length || (i < from.length && at(i + 1, j) >= at(i, j + 1))) {
      told.push(`- ${from[i] ?? ""}`);
      i += 1;
    } else {
      told.push(`+ ${to[j] ?? ""}`);
      j += 1;
    }
  }
  return told;
}
