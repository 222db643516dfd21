/** A trade as far as memory goes. */
export interface RememberedTrade {
  readonly tradeId: string | null;
  readonly eventMs: number;
}

/** Ids that are remembered of each alias: more than any exchange gives in one answer. */
export const TRADES_REMEMBERED_MAX = 2000;

/**
 * Which trades of one alias came, so that a stream that was cut off can go on where it ended: what an answer of the source
 * holds is compared with it by id.
 */
export class TradeMemory {
  /** A `Set` keeps the order of insertion: the first is the oldest. */
  private readonly ids = new Set<string>();
  private newestMs: number | null = null;

  /** Moment of the newest trade so far; null before the first. */
  get lastMs(): number | null {
    return this.newestMs;
  }

  /** Remembers a trade. False when it came before. */
  add({ tradeId, eventMs }: RememberedTrade): boolean {
    if (tradeId !== null && this.ids.has(tradeId)) return false;
    this.newestMs = Math.max(this.newestMs ?? eventMs, eventMs);
    if (tradeId === null) return true;
    this.ids.add(tradeId);
    if (this.ids.size > TRADES_REMEMBERED_MAX) {
      for (const oldest of this.ids) {
        this.ids.delete(oldest);
        break;
      }
    }
    return true;
  }

  /**
   * The trades of an answer, oldest first, that came after what is remembered. Null when the answer holds no trade that is
   * known: then the gap is longer than the answer, or its ids are not those of the stream, and nobody can say which trades
   * are missing and which would be counted twice.
   */
  missingFrom<T extends RememberedTrade>(answer: readonly T[]): readonly T[] | null {
    const known = answer.findIndex(({ tradeId }) => tradeId !== null && this.ids.has(tradeId));
    if (known < 0) return null;
    return answer.slice(known + 1).filter(({ tradeId }) => tradeId !== null && !this.ids.has(tradeId));
  }
}
