import { mean, plainShape, stdev } from "./moments";
import { normalCdf, normalQuantile } from "./normal-distribution";
import { finiteOrNull } from "./returns";

const EULER_MASCHERONI = 0.577_215_664_901_532_9;

/** What the significance of a Sharpe ratio depends on. */
export interface SharpeSample {
  /** Per period, not annualized. */
  readonly sharpe: number;
  /** Number of returns, 2 or more. */
  readonly count: number;
  readonly skew: number;
  /** Not in excess: 3 for a normal distribution. */
  readonly kurtosis: number;
}

/**
 * Probability that the true Sharpe ratio is above `threshold`, given the length, skew and kurtosis of the sample:
 * PSR = Φ((SR − SR*) · √(n − 1) / √(1 − γ₃ · SR + (γ₄ − 1) / 4 · SR²)).
 *
 * Null where the variance of the estimate is not above 0.
 * Source: Bailey and Lopez de Prado 2012, "The Sharpe Ratio Efficient Frontier", equation 11.
 *
 * @param threshold - SR*, per period.
 */
export function sharpeProbability(sample: SharpeSample, threshold: number): number | null {
  const { sharpe, count, skew, kurtosis } = sample;
  const variance = 1 - skew * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
  if (!(variance > 0)) return null;
  return finiteOrNull(normalCdf(((sharpe - threshold) * Math.sqrt(count - 1)) / Math.sqrt(variance)));
}

/**
 * {@link sharpeProbability} of a series of excess returns. Its Sharpe ratio takes the sample deviation (n − 1); skew and
 * kurtosis are the plain moments (divided by n). Null of fewer than two returns and without volatility.
 */
export function probabilisticSharpe(excess: Float64Array, threshold: number): number | null {
  const [center, deviation, shape] = [mean(excess), stdev(excess), plainShape(excess)];
  if (center === null || !deviation || shape === null) return null;
  return sharpeProbability({ sharpe: center / deviation, count: excess.length, ...shape }, threshold);
}

/**
 * The highest Sharpe ratio per period that `trials` independent tries without any skill are expected to reach:
 * SR₀ = √V · ((1 − γ) · Φ⁻¹(1 − 1/N) + γ · Φ⁻¹(1 − 1/(N·e))), γ of Euler and Mascheroni. One try is expected to reach 0.
 *
 * @param trials - N, a whole number from 1.
 * @param trialsVariance - V, the variance of the tries' Sharpe ratios per period, 0 or more.
 * Source: Bailey and Lopez de Prado 2014, "The Deflated Sharpe Ratio", equation 1.
 */
export function expectedMaximumSharpe(trials: number, trialsVariance: number): number {
  if (trials <= 1) return 0;
  const [first, second] = [normalQuantile(1 - 1 / trials), normalQuantile(1 - 1 / (trials * Math.E))];
  return Math.sqrt(trialsVariance) * ((1 - EULER_MASCHERONI) * first + EULER_MASCHERONI * second);
}

/**
 * Probability that the true Sharpe ratio is above what luck alone gives the best of `trials` tries: the probabilistic
 * Sharpe ratio against {@link expectedMaximumSharpe}. Source: Bailey and Lopez de Prado 2014, equation 2.
 */
export function deflatedSharpe(excess: Float64Array, trials: number, trialsVariance: number): number | null {
  return probabilisticSharpe(excess, expectedMaximumSharpe(trials, trialsVariance));
}
