// Mutants of a source: the same text with one small change, each of a kind that a slip of the pen makes.

/** @typedef {{ line: number, column: number, from: string, to: string, source: string }} Mutant */

/** What becomes what. Written as the formatter writes code, so that types and generics are not met. */
const CHANGES = [
  [/ >= /g, [" > ", " < "]],
  [/ <= /g, [" < ", " > "]],
  [/ > (?!\{)/g, [" >= ", " < "]],
  [/ < /g, [" <= ", " > "]],
  [/ === /g, [" !== "]],
  [/ !== /g, [" === "]],
  [/ && /g, [" || "]],
  [/ \|\| /g, [" && "]],
  [/ \+ /g, [" - "]],
  [/ - /g, [" + "]],
  [/ \* /g, [" / "]],
  [/ \/ /g, [" * "]],
  [/ \+= /g, [" -= "]],
  [/ -= /g, [" += "]],
  [/(?<=[(! ])!(?=[a-z])/g, [""]],
  [/\bMath\.(max|min)\b/g, ["Math.min", "Math.max"]],
  [/\bbar\.(high|low|open|close)\b/g, ["bar.high", "bar.low", "bar.open", "bar.close"]],
  [/(?<=(?:\.slippage|#slippageRate|parent|refusal|limitPrice|#lots|#ticks) (?:===|!==) )null/g, ["undefined"]],
  [/(?<=[ (-])0(?=[,; )])/g, ["1"]],
  [/(?<=[ (])1(?=[,; )])/g, ["0", "2"]],
  [/\b(POSITIVE|NEGATIVE)_INFINITY/g, ["POSITIVE_INFINITY", "NEGATIVE_INFINITY"]],
  [/"(filled|rejected|expired|canceled)"/g, ['"filled"', '"rejected"', '"expired"', '"canceled"']],
];
/** A statement that calls something, on a line of its own. */
const STATEMENT = /^ +(?:if \([^{]*\) )?(?:this\.|venue\.|work|fill|else )[^={}]*\);$/;
/** Lines that say nothing while orders are worked: comments, imports, types and their methods, tables of constants. */
const SILENT =
  /^\s*\w+\([^()]*\): \w+;$|^\s*(?:\/\/|\/?\*|import |export type|readonly |\} from|const \[|\}|interface |type )/;

/**
 * Every mutant of a source, in the order of its lines.
 *
 * @param {string} source
 * @returns {Mutant[]}
 */
export function mutantsOf(source) {
  const lines = source.split("\n");
  const mutants = [];
  const add = (line, column, text, from, to) =>
    mutants.push({
      line: line + 1,
      column: column + 1,
      from: from.trim(),
      to: to.trim(),
      source: lines.with(line, text).join("\n"),
    });
  lines.forEach((text, line) => {
    if (SILENT.test(text)) return;
    for (const [pattern, replacements] of CHANGES) {
      for (const match of text.matchAll(pattern)) {
        for (const to of replacements) {
          if (to === match[0]) continue;
          add(
            line,
            match.index,
            text.slice(0, match.index) + to + text.slice(match.index + match[0].length),
            match[0],
            to,
          );
        }
      }
    }
    if (STATEMENT.test(text)) add(line, 0, "", text, "(nothing)");
  });
  return mutants;
}

/**
 * `count` of them, the same for the same seed; all where there are fewer.
 *
 * @template T
 * @param {readonly T[]} all
 * @param {{ count: number, seed: number }} choice
 * @returns {T[]}
 */
export function sample(all, { count, seed }) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const places = all.map((_, place) => ({ place, at: next() })).toSorted((a, b) => a.at - b.at);
  return places
    .slice(0, count)
    .map(({ place }) => place)
    .toSorted((a, b) => a - b)
    .map((place) => all[place]);
}
