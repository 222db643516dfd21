/** A feed's kind of refusal as messages choose by it: `feed.timeout` is `timeout`. */
export function reasonName(kind: string): string {
  return kind.replace(/^feed\./, "");
}
