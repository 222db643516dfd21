type Props = Readonly<Record<string, unknown>>;
type Call = (...given: readonly unknown[]) => unknown;

const isCall = (value: unknown): value is Call => typeof value === "function";
const joined = (...texts: readonly unknown[]) =>
  texts.filter((text) => typeof text === "string" && text !== "").join(" ");

/**
 * What an element is given, on top of what it has: its own wins, of two calls both are made, its own first, and class names and
 * descriptions stand side by side.
 */
export function mergeProps(given: Props, own: Props): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...given, ...own };
  for (const [name, mine] of Object.entries(given)) {
    const theirs = own[name];
    if (theirs === undefined) merged[name] = mine;
    else if (name === "className" || name === "aria-describedby") merged[name] = joined(mine, theirs);
    else if (isCall(mine) && isCall(theirs)) {
      merged[name] = (...args: readonly unknown[]) => {
        const answer = theirs(...args);
        mine(...args);
        return answer;
      };
    }
  }
  return merged;
}
