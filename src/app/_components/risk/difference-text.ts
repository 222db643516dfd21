interface Difference {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What a change of a deployment changes, in one line: of many instruments only those that come and go. */
export function differenceText({ name, before, after }: Difference): string {
  const short = name === "instruments" ? comingAndGoing(before ?? "", after ?? "") : "";
  return `${name} ${short === "" ? `${before ?? "–"} → ${after ?? "–"}` : short}`;
}

/** Empty where only their order differs. */
function comingAndGoing(before: string, after: string): string {
  const [was, becomes] = [before.split(", "), after.split(", ")];
  return [
    ...becomes.filter((symbol) => !was.includes(symbol)).map((symbol) => `+ ${symbol}`),
    ...was.filter((symbol) => !becomes.includes(symbol)).map((symbol) => `− ${symbol}`),
  ].join(", ");
}
