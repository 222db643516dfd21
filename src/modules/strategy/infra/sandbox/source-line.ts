import { SourceMap } from "node:module";

/** Name under which a compiled strategy is evaluated, and so the one in its stack traces. */
export const COMPILED_FILE = "strategy.js";

const FRAME = new RegExp(`${COMPILED_FILE.replace(".", "\\.")}:(\\d+)(?::(\\d+))?`, "u");
const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/u;

interface Place {
  readonly line: number | null;
  readonly column: number | null;
}

/** Where in its source a compiled strategy was, by the innermost frame of a trace that is its own. Both count from 1. */
export function sourcePlace(compiled: string, stack: string): Place {
  const frame = FRAME.exec(stack);
  if (frame === null) return { line: null, column: null };
  const [line, column] = [Number(frame[1]), Number(frame[2] ?? 1)];
  const map = INLINE_MAP.exec(compiled)?.[1];
  if (map === undefined) return { line, column };
  const found = new SourceMap(JSON.parse(Buffer.from(map, "base64").toString("utf8"))).findEntry(line - 1, column - 1);
  if (!("originalLine" in found)) return { line, column };
  return { line: found.originalLine + 1, column: found.originalColumn + 1 };
}
