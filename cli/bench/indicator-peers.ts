import { IndicatorsSync } from "@ixjb94/indicators";
import * as indicatorts from "indicatorts";
import * as technical from "technicalindicators";
import * as signals from "trading-signals";
import type { BarColumns } from "@/modules/data";

/** Bars as the libraries take them: plain arrays and objects, made before the clock starts. */
export interface PeerBars {
  readonly open: number[];
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  readonly volume: number[];
  readonly candles: readonly { high: number; low: number; close: number; volume: number }[];
}

/** One indicator of one npm library. */
export interface Peer {
  readonly library: string;
  readonly indicator: string;
  readonly params: Readonly<Record<string, number>>;
  readonly line: string;
  /**
   * Where its answer is ours to 9 digits: from the first value on, once a different start has faded, or never, because its
   * definition is another. All are measured.
   */
  readonly agrees: "always" | "late" | "never";
  /** Its line; the last value belongs to the last bar, earlier ones may be missing. */
  run(bars: PeerBars): ArrayLike<number | null | undefined>;
}

export function peerBarsOf({ open, high, low, close, volume }: BarColumns): PeerBars {
  const columns = { open: [...open], high: [...high], low: [...low], close: [...close], volume: [...volume] };
  const candles = columns.close.map((each, i) => ({
    high: columns.high[i] ?? 0,
    low: columns.low[i] ?? 0,
    close: each,
    volume: columns.volume[i] ?? 0,
  }));
  return { ...columns, candles };
}

const tulip = new IndicatorsSync();

/** Feeds a library's incremental form bar by bar, as its users do. */
function fed<Input>(indicator: { update(input: Input, replace: boolean): number | null }, inputs: readonly Input[]) {
  return inputs.map((input) => indicator.update(input, false));
}

function fedLine<Input, Output>(
  indicator: { update(input: Input, replace: boolean): Output | null },
  inputs: readonly Input[],
  line: (output: Output) => number,
) {
  return inputs.map((input) => {
    const output = indicator.update(input, false);
    return output === null ? null : line(output);
  });
}

const SIGNALS = "trading-signals";
const TECHNICAL = "technicalindicators";
const INDICATORTS = "indicatorts";
const TULIP = "@ixjb94/indicators";

type Row = readonly [Peer["library"], Peer["agrees"], Peer["run"]];

/** The libraries that have one line of one indicator. */
const rows = (indicator: string, params: Peer["params"], line: string, list: readonly Row[]): readonly Peer[] =>
  list.map(([library, agrees, run]) => ({ library, indicator, params, line, agrees, run }));

const averages: readonly Peer[] = [
  ...rows("sma", { length: 20 }, "sma", [
    [SIGNALS, "always", ({ close }) => fed(new signals.SMA(20), close)],
    [TECHNICAL, "always", ({ close }) => technical.SMA.calculate({ period: 20, values: close })],
    [INDICATORTS, "always", ({ close }) => indicatorts.sma(close, { period: 20 })],
    [TULIP, "always", ({ close }) => tulip.sma(close, 20)],
  ]),
  ...rows("ema", { length: 20 }, "ema", [
    [SIGNALS, "late", ({ close }) => fed(new signals.EMA(20), close)],
    [TECHNICAL, "always", ({ close }) => technical.EMA.calculate({ period: 20, values: close })],
    [INDICATORTS, "late", ({ close }) => indicatorts.ema(close, { period: 20 })],
    [TULIP, "late", ({ close }) => tulip.ema(close, 20)],
  ]),
  ...rows("wma", { length: 20 }, "wma", [
    [SIGNALS, "always", ({ close }) => fed(new signals.WMA(20), close)],
    [TECHNICAL, "always", ({ close }) => technical.WMA.calculate({ period: 20, values: close })],
    [TULIP, "always", ({ close }) => tulip.wma(close, 20)],
  ]),
  ...rows("dema", { length: 20 }, "dema", [
    [SIGNALS, "late", ({ close }) => fed(new signals.DEMA(20), close)],
    [INDICATORTS, "late", ({ close }) => indicatorts.dema(close, { period: 20 })],
    [TULIP, "late", ({ close }) => tulip.dema(close, 20)],
  ]),
  ...rows("tema", { length: 20 }, "tema", [
    [SIGNALS, "late", ({ close }) => fed(new signals.TEMA(20), close)],
    [INDICATORTS, "late", ({ close }) => indicatorts.tema(close, { period: 20 })],
    [TULIP, "late", ({ close }) => tulip.tema(close, 20)],
  ]),
  ...rows("hma", { length: 16 }, "hma", [
    [SIGNALS, "always", ({ close }) => fed(new signals.HMA(16), close)],
    [TULIP, "always", ({ close }) => tulip.hma(close, 16)],
  ]),
  ...rows("kama", { length: 10, fast: 2, slow: 30 }, "kama", [
    [SIGNALS, "always", ({ close }) => fed(new signals.KAMA(10), close)],
    [TULIP, "always", ({ close }) => tulip.kama(close, 10)],
  ]),
  ...rows("alma", { length: 9, offset: 0.85, sigma: 6 }, "alma", [
    [SIGNALS, "always", ({ close }) => fed(new signals.ALMA(9, 0.85, 6), close)],
    [TULIP, "never", ({ close }) => tulip.alma(close, 9, 0.85, 6)],
  ]),
  ...rows("vwma", { length: 20 }, "vwma", [
    [SIGNALS, "always", ({ candles }) => fed(new signals.VWMA(20), candles)],
    [INDICATORTS, "always", ({ close, volume }) => indicatorts.vwma(close, volume, { period: 20 })],
    [TULIP, "always", ({ close, volume }) => tulip.vwma(close, volume, 20)],
  ]),
  ...rows("vwap", {}, "vwap", [
    [SIGNALS, "always", ({ candles }) => fed(new signals.VWAP(), candles)],
    [TECHNICAL, "always", ({ high, low, close, volume }) => technical.VWAP.calculate({ high, low, close, volume })],
  ]),
];

const oscillators: readonly Peer[] = [
  ...rows("rsi", { length: 14 }, "rsi", [
    [SIGNALS, "always", ({ close }) => fed(new signals.RSI(14), close)],
    [TECHNICAL, "never", ({ close }) => technical.RSI.calculate({ period: 14, values: close })],
    [INDICATORTS, "late", ({ close }) => indicatorts.rsi(close, { period: 14 })],
    [TULIP, "always", ({ close }) => tulip.rsi(close, 14)],
  ]),
  ...rows("macd", { fast: 12, slow: 26, signal: 9 }, "macd", [
    [
      SIGNALS,
      "late",
      ({ close }) =>
        fedLine(new signals.MACD(new signals.EMA(12), new signals.EMA(26), new signals.EMA(9)), close, (o) => o.macd),
    ],
    [
      TECHNICAL,
      "always",
      ({ close }) =>
        technical.MACD.calculate({
          values: close,
          fastPeriod: 12,
          slowPeriod: 26,
          signalPeriod: 9,
          SimpleMAOscillator: false,
          SimpleMASignal: false,
        }).map((each) => each.MACD),
    ],
    [INDICATORTS, "late", ({ close }) => indicatorts.macd(close, { fast: 12, slow: 26, signal: 9 }).macdLine],
    [TULIP, "late", ({ close }) => tulip.macd(close, 12, 26, 9)[0] ?? []],
  ]),
  ...rows("stoch", { length: 14, signal: 3, smooth: 3 }, "k", [
    [TULIP, "always", ({ high, low, close }) => tulip.stoch(high, low, close, 14, 3, 3)[0] ?? []],
  ]),
  ...rows("stoch", { length: 14, signal: 3, smooth: 1 }, "k", [
    [
      TECHNICAL,
      "always",
      ({ high, low, close }) =>
        technical.Stochastic.calculate({ high, low, close, period: 14, signalPeriod: 3 }).map((each) => each.k),
    ],
    [
      INDICATORTS,
      "always",
      ({ high, low, close }) => indicatorts.stoch(high, low, close, { kPeriod: 14, dPeriod: 3 }).k,
    ],
  ]),
  ...rows("stoch_rsi", { length: 14, stochLength: 14, signal: 3, smooth: 1 }, "stoch_rsi", [
    [TULIP, "never", ({ close }) => tulip.stochrsi(close, 14)],
  ]),
  ...rows("williams_r", { length: 14 }, "williams_r", [
    [SIGNALS, "always", ({ candles }) => fed(new signals.WilliamsR(14), candles)],
    [TECHNICAL, "always", ({ high, low, close }) => technical.WilliamsR.calculate({ high, low, close, period: 14 })],
    [INDICATORTS, "always", ({ high, low, close }) => indicatorts.willr(high, low, close, { period: 14 })],
    [TULIP, "always", ({ high, low, close }) => tulip.willr(high, low, close, 14)],
  ]),
  ...rows("cci", { length: 20 }, "cci", [
    [SIGNALS, "always", ({ candles }) => fed(new signals.CCI(20), candles)],
    [TECHNICAL, "always", ({ high, low, close }) => technical.CCI.calculate({ high, low, close, period: 20 })],
    [TULIP, "always", ({ high, low, close }) => tulip.cci(high, low, close, 20)],
  ]),
  ...rows("cmo", { length: 14 }, "cmo", [
    [SIGNALS, "always", ({ close }) => fed(new signals.CMO(14), close)],
    [TULIP, "always", ({ close }) => tulip.cmo(close, 14)],
  ]),
  ...rows("roc", { length: 10 }, "roc", [
    [TECHNICAL, "always", ({ close }) => technical.ROC.calculate({ values: close, period: 10 })],
  ]),
  ...rows("trix", { length: 14 }, "trix", [
    [SIGNALS, "never", ({ close }) => fed(new signals.TRIX(14), close)],
    [TECHNICAL, "late", ({ close }) => technical.TRIX.calculate({ values: close, period: 14 })],
    [TULIP, "never", ({ close }) => tulip.trix(close, 14)],
  ]),
  ...rows("ultimate_oscillator", { short: 7, medium: 14, long: 28 }, "ultimate_oscillator", [
    [TULIP, "always", ({ high, low, close }) => tulip.ultosc(high, low, close, 7, 14, 28)],
  ]),
  ...rows("awesome_oscillator", { fast: 5, slow: 34 }, "awesome_oscillator", [
    [SIGNALS, "always", ({ candles }) => fed(new signals.AO(5, 34), candles)],
    [
      TECHNICAL,
      "always",
      ({ high, low }) => technical.AwesomeOscillator.calculate({ high, low, fastPeriod: 5, slowPeriod: 34 }),
    ],
    [INDICATORTS, "always", ({ high, low }) => indicatorts.ao(high, low, { fast: 5, slow: 34 })],
    [TULIP, "always", ({ high, low }) => tulip.ao(high, low)],
  ]),
  ...rows("elder_ray", { length: 13 }, "bull", [
    [SIGNALS, "late", ({ candles }) => fedLine(new signals.ElderRay(13), candles, (each) => each.bullPower)],
  ]),
];

const trends: readonly Peer[] = [
  ...rows("atr", { length: 14 }, "atr", [
    [SIGNALS, "late", ({ candles }) => fed(new signals.ATR(14), candles)],
    [TECHNICAL, "always", ({ high, low, close }) => technical.ATR.calculate({ high, low, close, period: 14 })],
    [TULIP, "late", ({ high, low, close }) => tulip.atr(high, low, close, 14)],
  ]),
  ...rows("natr", { length: 14 }, "natr", [
    [SIGNALS, "late", ({ candles }) => fed(new signals.NATR(14), candles)],
    [TULIP, "late", ({ high, low, close }) => tulip.natr(high, low, close, 14)],
  ]),
  ...rows("adx", { length: 14 }, "adx", [
    [SIGNALS, "late", ({ candles }) => fed(new signals.ADX(14), candles)],
    [
      TECHNICAL,
      "always",
      ({ high, low, close }) => technical.ADX.calculate({ high, low, close, period: 14 }).map((each) => each.adx),
    ],
  ]),
  ...rows("aroon", { length: 25 }, "up", [
    [TULIP, "always", ({ high, low }) => tulip.aroon(high, low, 25)[1] ?? []],
    [INDICATORTS, "never", ({ high, low }) => indicatorts.aroon(high, low, { period: 25 }).up],
  ]),
  ...rows("vortex", { length: 14 }, "plus", [
    [SIGNALS, "always", ({ candles }) => fedLine(new signals.VortexIndicator(14), candles, (each) => each.plus)],
    [INDICATORTS, "always", ({ high, low, close }) => indicatorts.vortex(high, low, close, { period: 14 }).plus],
  ]),
  ...rows("psar", { step: 0.02, max: 0.2 }, "psar", [
    [
      SIGNALS,
      "never",
      ({ candles }) => fed(new signals.PSAR({ accelerationStep: 0.02, accelerationMax: 0.2 }), candles),
    ],
    [TECHNICAL, "never", ({ high, low }) => technical.PSAR.calculate({ high, low, step: 0.02, max: 0.2 })],
    [TULIP, "never", ({ high, low }) => tulip.psar(high, low, 0.02, 0.2)],
  ]),
  ...rows("supertrend", { length: 10, multiplier: 3 }, "supertrend", [
    [
      SIGNALS,
      "late",
      ({ candles }) =>
        fedLine(new signals.SuperTrend({ interval: 10, multiplier: 3 }), candles, (each) => each.supertrend),
    ],
  ]),
  ...rows("volatility_stop", { length: 7, multiplier: 3 }, "volatility_stop", [
    [
      SIGNALS,
      "never",
      ({ candles }) =>
        fedLine(new signals.VolatilityStop({ interval: 7, multiplier: 3 }), candles, (each) => each.stop),
    ],
  ]),
  ...rows("chandelier_exit", { length: 22, multiplier: 3 }, "long", [
    [
      SIGNALS,
      "late",
      ({ candles }) =>
        fedLine(new signals.ChandelierExit({ interval: 22, multiplier: 3 }), candles, (each) => each.long),
    ],
  ]),
  ...rows("ichimoku", { conversion: 9, base: 26, spanB: 52 }, "base", [
    [SIGNALS, "late", ({ candles }) => fedLine(new signals.IchimokuCloud(), candles, (each) => each.base)],
    [
      TECHNICAL,
      "always",
      ({ high, low }) =>
        technical.IchimokuCloud.calculate({
          high,
          low,
          conversionPeriod: 9,
          basePeriod: 26,
          spanPeriod: 52,
          displacement: 26,
        }).map((each) => each.base),
    ],
  ]),
  ...rows("keltner", { length: 20, multiplier: 2, atrLength: 10 }, "upper", [
    [
      SIGNALS,
      "late",
      ({ candles }) =>
        fedLine(
          new signals.KeltnerChannels({ emaInterval: 20, atrInterval: 10, multiplier: 2 }),
          candles,
          (each) => each.upper,
        ),
    ],
  ]),
  ...rows("bollinger", { length: 20, multiplier: 2 }, "upper", [
    [SIGNALS, "always", ({ close }) => fedLine(new signals.BollingerBands(20, 2), close, (each) => each.upper)],
    [
      TECHNICAL,
      "always",
      ({ close }) =>
        technical.BollingerBands.calculate({ period: 20, stdDev: 2, values: close }).map((each) => each.upper),
    ],
    [INDICATORTS, "always", ({ close }) => indicatorts.bb(close, { period: 20 }).upper],
    [TULIP, "always", ({ close }) => tulip.bbands(close, 20, 2)[2] ?? []],
  ]),
  ...rows("choppiness", { length: 14 }, "choppiness", [
    [SIGNALS, "always", ({ candles }) => fed(new signals.CHOP(14), candles)],
  ]),
  ...rows("ulcer_index", { length: 14 }, "ulcer_index", [
    [SIGNALS, "always", ({ close }) => fed(new signals.UlcerIndex(14), close)],
    [INDICATORTS, "never", ({ close }) => indicatorts.ui(close, { period: 14 })],
  ]),
  ...rows("linear_regression", { length: 14 }, "line", [[TULIP, "always", ({ close }) => tulip.linreg(close, 14)]]),
  ...rows("linear_regression", { length: 14 }, "slope", [
    [SIGNALS, "always", ({ close }) => fedLine(new signals.LinearRegression(14), close, (each) => each.slope)],
    [TULIP, "always", ({ close }) => tulip.linregslope(close, 14)],
  ]),
  ...rows("stdev", { length: 20 }, "stdev", [
    [TECHNICAL, "always", ({ close }) => technical.SD.calculate({ period: 20, values: close })],
    [TULIP, "always", ({ close }) => tulip.stddev(close, 20)],
  ]),
  ...rows("heikin_ashi", {}, "open", [
    [
      TECHNICAL,
      "always",
      ({ open, high, low, close, volume }) =>
        technical.HeikinAshi.calculate({ open, high, low, close, volume, timestamp: volume }).open ?? [],
    ],
  ]),
];

const volumes: readonly Peer[] = [
  ...rows("obv", {}, "obv", [
    [
      SIGNALS,
      "late",
      ({ open, candles }) =>
        fed(
          new signals.OBV(2),
          candles.map((each, i) => ({ ...each, open: open[i] ?? 0 })),
        ),
    ],
    [TECHNICAL, "always", ({ close, volume }) => technical.OBV.calculate({ close, volume })],
    [TULIP, "always", ({ close, volume }) => tulip.obv(close, volume)],
  ]),
  ...rows("adl", {}, "adl", [
    [TECHNICAL, "never", ({ high, low, close, volume }) => technical.ADL.calculate({ high, low, close, volume })],
    [INDICATORTS, "always", ({ high, low, close, volume }) => indicatorts.ad(high, low, close, volume)],
    [TULIP, "always", ({ high, low, close, volume }) => tulip.ad(high, low, close, volume)],
  ]),
  ...rows("chaikin_osc", { fast: 3, slow: 10 }, "chaikin_osc", [
    [TULIP, "late", ({ high, low, close, volume }) => tulip.adosc(high, low, close, volume, 3, 10)],
  ]),
  ...rows("cmf", { length: 20 }, "cmf", [
    [SIGNALS, "always", ({ candles }) => fed(new signals.CMF(20), candles)],
    [
      INDICATORTS,
      "always",
      ({ high, low, close, volume }) => indicatorts.cmf(high, low, close, volume, { period: 20 }),
    ],
    [TULIP, "always", ({ high, low, close, volume }) => tulip.cmf(high, low, close, volume, 20)],
  ]),
  ...rows("mfi", { length: 14 }, "mfi", [
    [SIGNALS, "always", ({ candles }) => fed(new signals.MFI(14), candles)],
    [
      TECHNICAL,
      "never",
      ({ high, low, close, volume }) => technical.MFI.calculate({ high, low, close, volume, period: 14 }),
    ],
    [INDICATORTS, "never", ({ high, low, close, volume }) => indicatorts.mfi(high, low, close, volume, { period: 14 })],
    [TULIP, "always", ({ high, low, close, volume }) => tulip.mfi(high, low, close, volume, 14)],
  ]),
  ...rows("force_index", { length: 13 }, "force_index", [
    [SIGNALS, "late", ({ candles }) => fed(new signals.ForceIndex(13), candles)],
    [TECHNICAL, "always", ({ close, volume }) => technical.ForceIndex.calculate({ close, volume, period: 13 })],
    [INDICATORTS, "late", ({ close, volume }) => indicatorts.fi(close, volume, { period: 13 })],
    [TULIP, "late", ({ close, volume }) => tulip.fi(close, volume, 13)],
  ]),
];

/** Every indicator that some library of npm has too. */
export const INDICATOR_PEERS: readonly Peer[] = [...averages, ...oscillators, ...trends, ...volumes];
