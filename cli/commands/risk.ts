import type { Command } from "commander";
import type { Actor } from "@/server/flows/contract";
import type { PortfolioRiskView } from "@/server/flows/contract/portfolio-risk";
import type { RiskFlows } from "@/server/flows/contract/risk";
import { actorFor, type CommandHouse, withHouse } from "../house";
import { readJsonFile } from "../json-file";
import { fail, print, refuse, type Sentences } from "../refusal";
import { accountIdOf } from "./account-id";

/** `bifrost risk`: how much accounts can lose, and scenarios that people wrote. */

interface Options {
  readonly json?: boolean;
  readonly as?: string;
}

interface ShowOptions extends Options {
  readonly account?: string;
  readonly benchmark?: string;
}

interface Here {
  readonly flows: RiskFlows;
  readonly actor: Actor;
  readonly options: Options;
  readonly house: CommandHouse;
}

export function register(program: Command): void {
  const described = (command: Command) =>
    command
      .option("--as <email>", "for this person; without it, as an administrator of this machine, who sees all")
      .option("--json", "as JSON on standard output");
  // An option before a command of it is its own; one behind belongs to that command.
  const command = described(program.command("risk").enablePositionalOptions())
    .description("how much an account can lose, or all of one's own together")
    .option("--account <account>", "its name or id; without it all together")
    .option("--benchmark <symbol>", "what betas are taken against")
    .action((options: ShowOptions) => withRisk(options, (at) => show(at, options)));
  const scenario = command.command("scenario").description("scenarios that people wrote");
  described(scenario.command("list"))
    .description("scenarios, by name")
    .action((options: Options) => withRisk(options, list));
  described(scenario.command("add"))
    .description("write a scenario: every book is weighed against it from then on")
    .argument(
      "<file>",
      'JSON: {"name", "shocks": [{"of": "all|kind|sector|symbol", "name", "change"}]}; - is standard input',
    )
    .action((file: string, options: Options) => withRisk(options, (at) => add(at, file)));
  described(scenario.command("remove"))
    .description("remove a scenario")
    .argument("<id>")
    .action((id: string, options: Options) =>
      withRisk(options, async ({ flows, actor }) => {
        const done = await flows.removeScenario(actor, id);
        return done.ok ? print(`Scenario ${id} is removed.`) : refuse(done.error, SENTENCES, options);
      }),
    );
}

async function withRisk(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const actor = await actorFor(house, options.as);
    if (actor === null) return fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    const { makeRiskFlows } = await import("@/server/flows/risk/limit-flows");
    return work({ flows: makeRiskFlows(house.deps), actor, options, house });
  });
}

async function show({ flows, actor, house, options }: Here, { account, benchmark }: ShowOptions): Promise<void> {
  const accountId = account === undefined ? null : await accountIdOf(house, actor, account);
  if (account !== undefined && accountId === null) return;
  const read = await flows.readPortfolioRisk(actor, { accountId, benchmark: benchmark ?? null });
  if (!read.ok) return refuse(read.error, SENTENCES, options);
  return options.json === true ? print(JSON.stringify(read.value)) : say(read.value);
}

const money = (value: number | null) => (value === null ? "unknown" : value.toFixed(2));
const percent = (value: number | null) => (value === null ? "unknown" : `${(value * 100).toFixed(2)} %`);

function say(view: PortfolioRiskView): void {
  const { currency, exposure, accounts, history, equity } = view;
  print(`${accounts.map(({ name }) => name).join(", ") || "no account"}, in ${currency}`);
  print(`equity\t${money(equity)}`);
  print(`exposure\t${money(exposure.gross)} gross\t${money(exposure.net)} net\t${percent(exposure.weight)} of equity`);
  for (const { method, confidence, var: lost, shortfall } of view.tails)
    print(`${method}\t${confidence * 100} %\tvalue at risk ${money(lost)}\texpected shortfall ${money(shortfall)}`);
  for (const { confidence, exceptions, expected, days, coverage, zone } of view.backtests)
    print(
      `backtest ${confidence * 100} %\t${exceptions} of ${days} days beyond, ${expected.toFixed(1)} expected\tp ${coverage.pValue.toFixed(3)}\t${zone}`,
    );
  print(
    `volatility\t${money(view.volatility)} a year\tbeta ${view.beta?.toFixed(2) ?? "unknown"} (${view.benchmark ?? "no benchmark"})`,
  );
  if (view.drawdown !== null)
    print(
      `drawdown\t${percent(view.drawdown.now)} now\t${percent(view.drawdown.worst)} worst in ${view.drawdown.days} days`,
    );
  for (const { id, name, gain } of view.stress) print(`stress ${name ?? id}\t${money(gain)}`);
  for (const { symbol, days } of view.liquidity)
    print(`exit ${symbol}\t${days === null ? "unknown volume" : `${days.toFixed(2)} days`}`);
  if (history !== null)
    print(
      `${history.days} common days, ${new Date(history.fromMs).toISOString().slice(0, 10)} to ${new Date(history.toMs).toISOString().slice(0, 10)}`,
    );
  sayGaps(view);
}

/** What is not known, by name, and what was taken for it. */
function sayGaps({ unknown, unpriced, unrated, ratesWithoutPast, standInLoss }: PortfolioRiskView): void {
  for (const { symbol, days } of unknown)
    print(`! ${symbol}: ${days} days of history, so it counts at a loss of ${percent(standInLoss)} of its worth`);
  for (const symbol of unpriced) print(`! ${symbol} has no price: it counts at what it cost`);
  for (const currency of unrated) print(`! ${currency} has no rate: what is held in it is in no number`);
  for (const currency of ratesWithoutPast)
    print(`! ${currency} has no stored past: how its rate moves is in no number`);
}

async function list({ flows, actor, options }: Here): Promise<void> {
  const scenarios = await flows.listScenarios(actor);
  if (options.json === true) return print(JSON.stringify(scenarios));
  if (scenarios.length === 0) print("Nobody wrote a scenario: bifrost risk scenario add makes one.");
  for (const { scenarioId, name, shocks, madeBy } of scenarios)
    print(
      [
        scenarioId,
        name,
        shocks.map((each) => `${each.of} ${each.name} ${each.change}`.replace("  ", " ")).join("; "),
        madeBy,
      ].join("\t"),
    );
  return undefined;
}

async function add({ flows, actor, options }: Here, file: string): Promise<void> {
  const given = await readJsonFile(file);
  if (!given.ok) return fail(given.error);
  const made = await flows.addScenario(actor, given.value);
  if (!made.ok) return refuse(made.error, SENTENCES, options);
  return print(options.json === true ? JSON.stringify(made.value) : `Scenario ${made.value.scenarioId} is written.`);
}

const SENTENCES: Sentences = {
  "trading.account_unknown": ({ accountId }) =>
    `There is no account "${accountId}" to see: bifrost account list shows them.`,
  "scenario.not_found": () => "There is no such scenario: bifrost risk scenario list shows them.",
  "scenario.not_yours": () => "Whoever wrote a scenario removes it, or risk and administrators do.",
  "scenario.malformed": ({ expected }) => `The scenario cannot be read: it takes ${expected}.`,
  "scenario.name_taken": ({ name }) => `There is a scenario "${name}" already.`,
  "scenario.too_many": ({ max }) => `A house has at most ${max} scenarios: remove some first.`,
};
