export const ALLOCATION_METHODS = ["fixed", "equal", "volatility"] as const;
export type AllocationMethod = (typeof ALLOCATION_METHODS)[number];

/** A deployment that has a part of an account. */
export interface AllocationMember {
  readonly id: string;
  /** Of the fixed method: a fraction of what is handed out. */
  readonly weight: number;
  /** Of its profit by its capital, a year; null: too few days to tell. */
  readonly volatility: number | null;
  /** What it has now, whole cents. */
  readonly cents: number;
}

export interface AllocationTerms {
  readonly method: AllocationMethod;
  /** Of the account's worth that is handed out, a fraction. */
  readonly share: number;
  /** A capital is left as it is while none is further off than this share of its target. */
  readonly band: number;
  /** Of what is handed out, a year: what the volatility method aims at. */
  readonly volatility: number;
}

export interface AllocatedPart {
  readonly id: string;
  /** Fraction of what is handed out, and whole cents. */
  readonly weight: number;
  readonly targetCents: number;
  /** How far off it is, as a share of its target; null: its target is nothing. */
  readonly drift: number | null;
}

export interface Allocation {
  readonly parts: readonly AllocatedPart[];
  /** Whether any of them is out of its band: then all of them get their target. */
  readonly isDue: boolean;
}

/**
 * What each deployment of an account is to have: never more together than is handed out. Fixed weights are fractions; equal ones are
 * alike; by volatility each gets what lets it swing by an equal part of the target, and all get less where that is more than there is.
 * One of unknown volatility is taken to swing as much as the target.
 *
 * @param worthCents - What the account is worth, whole cents.
 */
export function allocate(terms: AllocationTerms, worthCents: number, members: readonly AllocationMember[]): Allocation {
  const handedOut = Math.floor(Math.max(0, worthCents) * terms.share);
  const weights = weightsOf(terms, members);
  const parts = members.map(({ id, cents }, at): AllocatedPart => {
    const weight = weights[at] ?? 0;
    const targetCents = Math.floor(handedOut * weight);
    return { id, weight, targetCents, drift: targetCents === 0 ? null : (cents - targetCents) / targetCents };
  });
  return { parts, isDue: parts.some(({ drift }) => drift !== null && Math.abs(drift) > terms.band) };
}

/** What hardly moves has not traded: it is no reason to give it everything. */
const VOLATILITY_MIN = 0.001;

function weightsOf({ method, volatility }: AllocationTerms, members: readonly AllocationMember[]): readonly number[] {
  const count = members.length;
  const asked = members.map((member) => {
    if (method === "fixed") return Math.max(0, member.weight);
    if (method === "equal") return 1 / count;
    const own = Math.max(VOLATILITY_MIN, member.volatility ?? volatility);
    return volatility / own / count;
  });
  const sum = asked.reduce((total, weight) => total + weight, 0);
  return sum > 1 ? asked.map((weight) => weight / sum) : asked;
}

const DAYS_MIN = 20;

/**
 * How much a profit swings a year, as a share of the capital; null of fewer than 20 days.
 *
 * @param profits - At the end of each day, oldest first.
 */
export function yearlyVolatility(profits: readonly number[], capital: number, daysAYear: number): number | null {
  const changes = profits.slice(1).map((profit, at) => (profit - (profits[at] ?? 0)) / capital);
  if (changes.length < DAYS_MIN) return null;
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  const variance = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / (changes.length - 1);
  return Math.sqrt(variance * daysAYear);
}
