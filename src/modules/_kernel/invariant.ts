/** Something that can never be true was true: a fault in our code, never a fault of the input. */
export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";

  constructor(rule: string) {
    super(`broken invariant: ${rule}`);
  }
}

/** States a rule that always holds, positively: `invariant(filled.lte(quantity), "filled ≤ quantity")`. */
export function invariant(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new InvariantViolation(rule);
}

/** Makes a `switch` total: adding a variant fails to compile here first. */
export function assertNever(value: never, where: string): never {
  throw new InvariantViolation(`${where}: unhandled variant ${String(value)}`);
}
