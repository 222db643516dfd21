import { type Command, Option } from "commander";
import { err, ok, type Result } from "@/modules/_kernel";
import { PRICE_ADJUSTMENTS, type PriceAdjustment, RESOLUTIONS, type Resolution } from "@/modules/data";
import { DEFAULT_COSTS, type PortfolioOutcome, type PortfolioSpec, portfolioCatalog } from "@/modules/strategy";
import type { AppError } from "@/server/flows/errors";
import { addParam, EXIT_REFUSED, number, sentenceOf } from "./backtest";
import { onDatabase, unhurried } from "./on-database";

/** `bifrost backtest-portfolio`: a strategy on several stored instruments that share cash. Nothing is stored. */

interface Options {
  readonly symbol: readonly string[];
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
  const names = portfolioCatalog.map(({ name }) => name).join(", ");
  program
    .command("backtest-portfolio")
    .description("run a strategy over stored bars of several instruments that share cash")
    .requiredOption("--symbol <symbol...>", "instruments, in the order in which the strategy takes them")
    .requiredOption("--strategy <name>", names)
    .option("--param <name=value>", "a parameter of the strategy; may be given more than once", addParam, {})
    .addOption(
      new Option("--resolution <resolution>", "of the bars that are traded on").choices(RESOLUTIONS).default("1d"),
    )
    .option("--from <date>", "first session, YYYY-MM-DD")
    .option("--to <date>", "last session, YYYY-MM-DD")
    .addOption(
      new Option("--prices <kind>", "as traded, free of splits, or free of splits and dividends")
        .choices(PRICE_ADJUSTMENTS)
        .default("split"),
    )
    .option("--cash <amount>", "at the start, in the instruments' currency", number, DEFAULT_COSTS.cash)
    .option(
      "--commission-percent <percent>",
      "of each fill's notional: 0.1 is 0.1 %",
      number,
      DEFAULT_COSTS.commissionPercent,
    )
    .option(
      "--slippage-bps <bps>",
      "how much worse each fill is than the bar's price",
      number,
      DEFAULT_COSTS.slippageBps,
    )
    .option("--json", "print everything as JSON")
    .action(run);
}

async function run(options: Options): Promise<void> {
  const outcome = await execute({
    strategy: options.strategy,
    params: options.param,
    symbols: options.symbol,
    resolution: options.resolution,
    from: options.from ?? null,
    to: options.to ?? null,
    adjustment: options.prices,
    cash: options.cash,
    commissionPercent: options.commissionPercent,
    slippageBps: options.slippageBps,
  });
  if (outcome.ok) {
    process.stdout.write(options.json === true ? toJson(outcome.value) : toText(outcome.value));
    return;
  }
  process.exitCode = EXIT_REFUSED;
  if (options.json === true) process.stdout.write(`${JSON.stringify({ error: outcome.error })}\n`);
  else process.stderr.write(`${sentenceOf(outcome.error)}\n`);
}

function execute(spec: PortfolioSpec): Promise<Result<PortfolioOutcome, AppError>> {
  return onDatabase(async (deps) => {
    const [flows, views] = await Promise.all([
      import("@/server/flows/run-backtest"),
      import("@/server/flows/backtest-views"),
    ]);
    const outcome = await flows.makeStoredPortfolio(deps)(spec, unhurried());
    return outcome.ok ? ok(outcome.value) : err(views.toAppError(outcome.error));
  });
}

const iso = (epochMs: number) => new Date(epochMs).toISOString();

function toJson({ firstMs, lastMs, ...outcome }: PortfolioOutcome): string {
  return `${JSON.stringify({ ...outcome, first: iso(firstMs), last: iso(lastMs) }, null, 2)}\n`;
}

function toText({ spec, currency, firstMs, lastMs, stats, shares, marginCalls, resultHash }: PortfolioOutcome): string {
  const percent = (ratio: number | null) => (ratio === null ? "not defined" : `${(ratio * 100).toFixed(2)} %`);
  const plain = (value: number | null) => (value === null ? "not defined" : value.toFixed(2));
  const rows: readonly (readonly [string, string])[] = [
    ["Strategy", portfolioCatalog.find(({ name }) => name === spec.strategy)?.title ?? spec.strategy],
    ["Window", `${iso(firstMs).slice(0, 10)} to ${iso(lastMs).slice(0, 10)}, ${spec.resolution} bars`],
    ["Final equity", `${plain(stats.finalEquity)} ${currency}`],
    ["Total return", `${percent(stats.totalReturn)} (equal parts held: ${percent(stats.benchmarkReturn)})`],
    ["Per year", `${percent(stats.cagr)} (held: ${percent(stats.benchmarkCagr)})`],
    ["Maximum drawdown", `${percent(stats.maxDrawdown)} (held: ${percent(stats.benchmarkMaxDrawdown)})`],
    ["Sharpe ratio", plain(stats.sharpe)],
    ["Trades", `${stats.trades}, won ${percent(stats.winRate)}`],
    ["Orders", `${stats.orders}, filled ${stats.filled}, refused ${stats.refused}`],
    ["Margin calls", String(marginCalls)],
    ...shares.map(
      ({ symbol, bars, trades, pnl, fees }) =>
        [symbol, `${bars} bars, ${trades} trades, ${plain(pnl)} won, ${plain(fees)} fees`] as const,
    ),
    ["Result hash", resultHash],
  ];
  return `${rows.map(([name, value]) => `${name.padEnd(18)}${value}`).join("\n")}\n`;
}
