import { type Command, InvalidArgumentError, Option } from "commander";
import { err, ok, type Result } from "@/modules/_kernel";
import { PRICE_ADJUSTMENTS, type PriceAdjustment, RESOLUTIONS, type Resolution } from "@/modules/data";
import {
  type BacktestOutcome,
  type BacktestSpec,
  checkPortfolioSpec,
  checkSpec,
  DEFAULT_COSTS,
  findPortfolioStrategy,
  findStrategy,
  portfolioCatalog,
  strategyCatalog,
} from "@/modules/strategy";
import type { AppError } from "@/server/flows/errors";
import { iso, sentenceOf } from "./backtest-sentences";
import { registerShow } from "./backtest-show";
import { registerExport } from "./backtest-verify";
import { onDatabase, unhurried } from "./on-database";

/** `bifrost backtest`: the run of the backtest page without a browser. Nothing is stored; the result hash is the same. */

export const EXIT_REFUSED = 2;

interface Options {
  readonly symbol: readonly string[];
  readonly benchmark?: string;
  readonly creditPercent: number;
  readonly debitPercent: number;
  readonly borrowPercent: number;
  readonly strategy: string;
  readonly param: Readonly<Record<string, number>>;
  readonly resolution: Resolution;
  readonly from?: string;
  readonly to?: string;
  readonly prices: PriceAdjustment;
  readonly cash: number;
  readonly commissionPercent: number;
  readonly slippageBps: number;
  readonly json?: true;
}

export function register(program: Command): void {
  const one = strategyCatalog.map(({ name }) => name).join(", ");
  const several = portfolioCatalog.map(({ name }) => name).join(", ");
  const backtest = program
    .command("backtest")
    .description("run a strategy over stored bars, and show what runs came to");
  registerShow(backtest);
  registerExport(backtest);
  backtest
    .command("run", { isDefault: true })
    .description("run a strategy over stored bars; the result hash is that of the backtest page")
    .requiredOption("--symbol <symbol...>", "instruments, such as ^GSPC, in the order in which the strategy takes them")
    .requiredOption("--strategy <name>", `on one instrument: ${one}; on several that share cash: ${several}`)
    .option("--param <name=value>", "a parameter of the strategy; may be given more than once", addParam, {})
    .addOption(new Option("--resolution <resolution>", "of the bars").choices(RESOLUTIONS).default("1d"))
    .option("--from <date>", "first session, YYYY-MM-DD")
    .option("--to <date>", "last session, YYYY-MM-DD")
    .addOption(
      new Option("--prices <kind>", "as traded, free of splits, or free of splits and dividends")
        .choices(PRICE_ADJUSTMENTS)
        .default("split"),
    )
    .option("--cash <amount>", "at the start, in the instrument's currency", number, DEFAULT_COSTS.cash)
    .option(
      "--commission-percent <percent>",
      "of each fill's notional: 0.1 is 0.1 %",
      number,
      DEFAULT_COSTS.commissionPercent,
    )
    .option(
      "--slippage-bps <bps>",
      "how much worse each fill is than the bar's open",
      number,
      DEFAULT_COSTS.slippageBps,
    )
    .option(
      "--benchmark <symbol>",
      "what is held to compare with; without it the instruments themselves, in equal parts",
    )
    .option("--credit-percent <percent>", "a year on cash, of strategies on several instruments", number, 0)
    .option("--debit-percent <percent>", "a year on borrowed cash", number, 0)
    .option("--borrow-percent <percent>", "a year on what is sold short", number, 0)
    .option("--json", "print everything as JSON")
    .action(run);
}

export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("a number like 0.1.");
  return value;
}

export function addParam(text: string, before: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("name=value, such as fast=10.");
  return { ...before, [text.slice(0, at)]: number(text.slice(at + 1)) };
}

async function run(options: Options): Promise<void> {
  const [symbol = "", ...others] = options.symbol;
  const { creditPercent, debitPercent, borrowPercent } = options;
  const isFinanced = creditPercent !== 0 || debitPercent !== 0 || borrowPercent !== 0;
  const spec: BacktestSpec = {
    strategy: options.strategy,
    params: options.param,
    symbol,
    ...(others.length === 0 ? {} : { others }),
    ...(options.benchmark === undefined ? {} : { benchmark: options.benchmark }),
    ...(isFinanced ? { financing: { creditPercent, debitPercent, borrowPercent } } : {}),
    resolution: options.resolution,
    from: options.from ?? null,
    to: options.to ?? null,
    adjustment: options.prices,
    cash: options.cash,
    commissionPercent: options.commissionPercent,
    slippageBps: options.slippageBps,
  };
  const outcome = await execute(spec);
  if (outcome.ok) {
    const isSeveral = findPortfolioStrategy(spec.strategy) !== null;
    const checked = isSeveral ? checkPortfolioSpec(spec) : checkSpec(spec);
    const complete = checked.ok ? checked.value.spec : spec;
    process.stdout.write(options.json === true ? toJson(complete, outcome.value) : toText(complete, outcome.value));
    return;
  }
  process.exitCode = EXIT_REFUSED;
  if (options.json === true) process.stdout.write(`${JSON.stringify({ error: outcome.error })}\n`);
  else process.stderr.write(`${sentenceOf(outcome.error)}\n`);
}

/** Runs it on the installation's database, which is opened for this one run. */
function execute(spec: BacktestSpec): Promise<Result<BacktestOutcome, AppError>> {
  return onDatabase(async (deps) => {
    const [flows, views] = await Promise.all([
      import("@/server/flows/run-backtest"),
      import("@/server/flows/backtest-views"),
    ]);
    const outcome = await flows.makeStoredBacktest(deps)(spec, null, unhurried());
    return outcome.ok ? ok(outcome.value) : err(views.toAppError(outcome.error));
  });
}

/** What the page keeps of a run: request, card, statistics, hash. The columns are in the app. */
function toJson(spec: BacktestSpec, { card, stats, resultHash }: BacktestOutcome): string {
  const { firstMs, lastMs, asOfMs, actionsAsOfMs, ...facts } = card;
  const times = {
    first: iso(firstMs),
    last: iso(lastMs),
    asOf: iso(asOfMs),
    actionsAsOf: actionsAsOfMs === null ? null : iso(actionsAsOfMs),
  };
  return `${JSON.stringify({ spec, card: { ...facts, ...times }, stats, resultHash }, null, 2)}\n`;
}

function toText(spec: BacktestSpec, { card, stats, resultHash }: BacktestOutcome): string {
  const percent = (ratio: number | null) => (ratio === null ? "not defined" : `${(ratio * 100).toFixed(2)} %`);
  const plain = (value: number | null) => (value === null ? "not defined" : value.toFixed(2));
  const several = findPortfolioStrategy(spec.strategy);
  const found = findStrategy(spec.strategy);
  const rows: readonly (readonly [string, string])[] = [
    ["Strategy", found.ok ? found.value.title : (several?.title ?? spec.strategy)],
    ["Bars", `${card.bars}, ${iso(card.firstMs).slice(0, 10)} to ${iso(card.lastMs).slice(0, 10)}`],
    ["Data quality", card.quality?.score == null ? "not judged yet" : `${card.quality.score} of 100`],
    ["Prices", `${PRICES[card.adjustment]}, ${card.actions} corporate actions`],
    ["Final equity", plain(stats.finalEquity)],
    ["Total return", `${percent(stats.totalReturn)} (held: ${percent(stats.benchmarkReturn)})`],
    ["Per year", `${percent(stats.cagr)} (held: ${percent(stats.benchmarkCagr)})`],
    ["Maximum drawdown", `${percent(stats.maxDrawdown)} (held: ${percent(stats.benchmarkMaxDrawdown)})`],
    ["Sharpe ratio", plain(stats.sharpe)],
    ["Trades", `${stats.trades}, won ${percent(stats.winRate)}`],
    ["Orders", `${stats.orders}, filled ${stats.filled}, refused ${stats.refused}`],
    ...sharesText(stats, plain),
    ["Result hash", resultHash],
  ];
  return `${rows.map(([name, value]) => `${name.padEnd(18)}${value}`).join("\n")}\n`;
}

/** Of a run on several instruments: what each contributed, and what money cost. */
function sharesText(
  { portfolio }: BacktestOutcome["stats"],
  plain: (value: number) => string,
): readonly (readonly [string, string])[] {
  if (portfolio === undefined) return [];
  const { instruments, interest, borrowFees, marginCalls } = portfolio;
  return [
    ...instruments.map(
      ({ symbol, bars, trades, pnl, fees, dividends }) =>
        [
          symbol,
          `${plain(pnl)} of the result, ${trades} trades on ${bars} bars, ${plain(fees)} fees, ${plain(dividends)} dividends`,
        ] as const,
    ),
    ["Financing", `${plain(interest)} interest, ${plain(borrowFees)} for borrowed shares`],
    ["Margin calls", String(marginCalls)],
  ];
}

const PRICES: Readonly<Record<PriceAdjustment, string>> = {
  raw: "as traded",
  split: "split-adjusted",
  total_return: "total return",
};
