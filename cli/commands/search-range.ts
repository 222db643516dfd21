import type { ParameterRange } from "@/modules/strategy";

const value = (text: string): number | boolean | string => {
  if (text === "true" || text === "false") return text === "true";
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
};

/** `5:50:5`, `log:1:100:10`, `a,b,c` or `10` as a range; null for text that is none. */
export function parseRange(text: string): ParameterRange | null {
  if (text.trim() === "") return null;
  if (text.includes(":")) {
    const isLog = text.startsWith("log:");
    const parts = (isLog ? text.slice("log:".length) : text).split(":");
    const [from = Number.NaN, to = Number.NaN, last = Number.NaN] = parts.map((part) =>
      part.trim() === "" ? Number.NaN : Number(part),
    );
    if (parts.length !== 3 || ![from, to, last].every(Number.isFinite)) return null;
    return isLog ? { kind: "log", from, to, count: last } : { kind: "range", from, to, step: last };
  }
  const values = text.split(",").map(value);
  const [only] = values;
  return values.length === 1 && only !== undefined ? { kind: "fixed", value: only } : { kind: "choices", values };
}
