import type { StrategyParams } from "@/modules/strategy";

/** `name=value` as a number, a switch or text. */
export function readParam(given: string, before: StrategyParams): StrategyParams {
  const [name = "", ...rest] = given.split("=");
  const text = rest.join("=");
  const value = text === "true" || text === "false" ? text === "true" : Number(text);
  return { ...before, [name]: typeof value === "number" && (text.trim() === "" || Number.isNaN(value)) ? text : value };
}
