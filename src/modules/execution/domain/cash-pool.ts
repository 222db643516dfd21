/** A position that is paid for from a pool: what it is worth at its last mark, quote currency; below 0 when short. */
export interface Holding {
  readonly value: number;
}

/** Cash that the positions of one account share, in its currency, and what they are worth together. */
export class CashPool {
  cash: number;
  readonly #holdings: Holding[] = [];

  constructor(cash: number) {
    this.cash = cash;
  }

  join(holding: Holding): void {
    this.#holdings.push(holding);
  }

  /** Cash and every holding at its last mark. */
  get equity(): number {
    return this.cash + this.valueBeside(null);
  }

  /** Worth of long and short holdings together, both above 0, at their last marks. */
  get gross(): number {
    return this.grossBeside(null);
  }

  /** Worth of the holdings but one. */
  valueBeside(holding: Holding | null): number {
    let value = 0;
    for (const other of this.#holdings) if (other !== holding) value += other.value;
    return value;
  }

  /** Worth of the holdings but one, long and short both above 0. */
  grossBeside(holding: Holding | null): number {
    let gross = 0;
    for (const other of this.#holdings) if (other !== holding) gross += Math.abs(other.value);
    return gross;
  }
}
