import { type Command, InvalidArgumentError, Option } from "commander";
import { type Figure, growthExponent, ratioOf, toLines } from "../bench/figure";
import { checkEngine } from "../bench/fixture";
import { HELPERS, runHelper } from "../bench/helpers";
import { PROBES, type Probe, runProbe } from "../bench/probe";

/** `bifrost bench`: figures beside a limit or peer of the same run. No test: machines differ, ratios hardly. */

const ROWS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
const ENGINE_ROWS = [1, 3];
const SEARCH_ROW = 2;
const DATABASE_ROWS = [4, 5, 6];
const INDICATOR_ROW = 7;
const ORDER_ROWS = [8, 9, 10];
const DEPLOYED_ROWS = [8, 9];
const STREAM_ROW = 11;
const CHART_ROW = 12;
const PAGE_ROW = 13;
const ORDER_PAGE_ROW = 14;
const SIZES = [100_000, 1_000_000];
const BARS_MAX = 16_000_000;

interface Options {
  readonly rows: readonly number[];
  readonly bars: readonly number[];
  readonly market?: readonly number[];
  readonly instruments?: readonly number[];
  readonly databaseUrl?: string;
  readonly json?: true;
  readonly probe?: Probe;
  readonly helper?: string;
}

export function register(program: Command): void {
  program
    .command("bench")
    .description("measure speed against limits and peers in the same run; each answer is checked first")
    .option(
      "--rows <list>",
      `which of ${ROWS.join(", ")}: engine, sweep, memory, read, click to result, ingest, indicators, order committed, venue called, pre-trade check, live values to browsers, chart in a browser, bars over HTTP, pages of orders by length of history`,
      rows,
      ROWS,
    )
    .option("--bars <list>", "sizes to measure at", sizes, SIZES)
    .option(
      "--market <list>",
      "instead: a hundred instruments with so many minutes in all, such as 1000000,10000000",
      sizes,
    )
    .option("--instruments <list>", "instead: search among so many instruments, such as 10000,100000", sizes)
    .option(
      "--database-url <url>",
      "owner of a server to make a throw-away database on; default: one that is started for it",
    )
    .option("--json", "print the figures as JSON")
    .addOption(new Option("--probe <name>").choices(PROBES).hideHelp())
    .addOption(new Option("--helper <name>").choices(HELPERS).hideHelp())
    .action(run);
}

function numbers(text: string): readonly number[] {
  return text.split(",").map((part) => Number(part.replaceAll("_", "")));
}

function rows(text: string): readonly number[] {
  const list = numbers(text);
  if (list.length === 0 || list.some((row) => !ROWS.includes(row)))
    throw new InvalidArgumentError(`some of ${ROWS.join(",")}.`);
  return list;
}

function sizes(text: string): readonly number[] {
  const list = numbers(text);
  if (list.some((size) => !Number.isInteger(size) || size < 100 || size > BARS_MAX)) {
    throw new InvalidArgumentError(`whole numbers from 100 to ${BARS_MAX}, such as 100000,1000000.`);
  }
  return [...new Set(list)].toSorted((left, right) => left - right);
}

async function run(options: Options): Promise<void> {
  const { rows: asked, bars, market, instruments, databaseUrl, json, probe, helper } = options;
  if (helper !== undefined) return runHelper(helper);
  if (probe !== undefined) {
    process.stdout.write(`${JSON.stringify(runProbe(probe, bars[0] ?? 0))}\n`);
    return;
  }
  if (market !== undefined) {
    const { measureMarket } = await import("../bench/rows-market");
    print(await measureMarket(market, databaseUrl ?? null), json);
    return;
  }
  if (instruments !== undefined) {
    const { measureInstruments } = await import("../bench/rows-instruments");
    print(await measureInstruments(instruments, databaseUrl ?? null), json);
    return;
  }
  checkEngine();
  const figures: Figure[] = [];
  if (asked.some((row) => ENGINE_ROWS.includes(row))) {
    const { measureEngine } = await import("../bench/rows-engine");
    const { measurePortfolio } = await import("../bench/rows-portfolio");
    figures.push(...(await measureEngine(bars)), ...measurePortfolio());
  }
  if (asked.includes(SEARCH_ROW)) {
    const { measureSearch } = await import("../bench/rows-search");
    figures.push(...(await measureSearch()));
  }
  if (asked.includes(INDICATOR_ROW)) {
    const { measureIndicators } = await import("../bench/rows-indicators");
    figures.push(...(await measureIndicators(bars)));
  }
  if (asked.some((row) => DATABASE_ROWS.includes(row))) {
    const { measureDatabase } = await import("../bench/rows-database");
    figures.push(...(await measureDatabase(bars, databaseUrl ?? null)));
  }
  if (asked.some((row) => ORDER_ROWS.includes(row))) {
    const { measureOrders } = await import("../bench/rows-orders");
    figures.push(...(await measureOrders(databaseUrl ?? null)));
  }
  if (asked.some((row) => DEPLOYED_ROWS.includes(row))) {
    const { measureDeployments } = await import("../bench/rows-deployments");
    figures.push(...(await measureDeployments(databaseUrl ?? null)));
  }
  if (asked.includes(ORDER_PAGE_ROW)) {
    const { measureOrderPages, ORDER_HISTORIES } = await import("../bench/rows-order-pages");
    figures.push(...(await measureOrderPages(ORDER_HISTORIES, databaseUrl ?? null)));
  }
  figures.push(...(await measureServer(asked, bars, databaseUrl ?? null)));
  const wanted = figures.filter(({ row }) => asked.includes(row));
  print(wanted, json);
}

function print(figures: readonly Figure[], json: true | undefined): void {
  process.stdout.write(json === true ? toJson(figures) : `${toLines(figures).join("\n")}\n`);
}

/** Rows that need the production web server; without one, says so on standard error. */
async function measureServer(
  asked: readonly number[],
  bars: readonly number[],
  databaseUrl: string | null,
): Promise<readonly Figure[]> {
  const wanted = asked.filter((row) => row === STREAM_ROW || row === CHART_ROW || row === PAGE_ROW);
  if (wanted.length === 0) return [];
  const { whyNoWebServer } = await import("../bench/web-server");
  const why = whyNoWebServer();
  if (why !== null) {
    process.stderr.write(`not measured: row ${wanted.join(", ")}: ${why}\n`);
    return [];
  }
  const figures: Figure[] = [];
  if (wanted.includes(STREAM_ROW)) {
    const { measureStreams } = await import("../bench/rows-stream");
    figures.push(...(await measureStreams(databaseUrl)));
  }
  if (wanted.includes(CHART_ROW)) figures.push(...(await measurePainting(databaseUrl)));
  if (wanted.includes(PAGE_ROW)) {
    const { measureWeb } = await import("../bench/rows-web");
    figures.push(...(await measureWeb(bars, databaseUrl)));
  }
  return figures;
}

/** The row that needs a browser as well; without one, says so on standard error. */
async function measurePainting(databaseUrl: string | null): Promise<readonly Figure[]> {
  const { findChromium, measureChart } = await import("../bench/rows-chart");
  const chromium = await findChromium();
  if (typeof chromium !== "string") return measureChart(chromium, databaseUrl);
  process.stderr.write(`not measured: row ${CHART_ROW}: ${chromium}\n`);
  return [];
}

function toJson(figures: readonly Figure[]): string {
  const list = figures.map((figure) => {
    const smaller = figures.find(
      ({ row, what, bars }) => row === figure.row && what === figure.what && bars < figure.bars,
    );
    return {
      ...figure,
      ratio: ratioOf(figure),
      growth: smaller === undefined ? null : growthExponent(smaller, figure),
    };
  });
  return `${JSON.stringify({ figures: list }, null, 2)}\n`;
}
