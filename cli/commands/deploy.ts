import { type Command, Option } from "commander";
import { EpochMs } from "@/modules/_kernel";
import { OUTCOMES, SCHEDULES, type StrategyParams } from "@/modules/strategy";
import type { Actor } from "@/server/flows/contract";
import type { DeployedFlows } from "@/server/flows/contract/deployed";
import type { DecisionView, DeploymentDetail, DeploymentLine } from "@/server/flows/contract/deployments";
import type { Answer, ResolutionName } from "@/server/flows/contract/shared";
import type { AppError } from "@/server/flows/errors";
import { actorFor, type CommandHouse, withHouse } from "../house";
import { fail, print, refuse } from "../refusal";
import { accountIdOf } from "./account-id";
import { DEPLOYMENT_SENTENCES } from "./deploy-sentences";
import { registerTrials } from "./deploy-trials";
import { readParam } from "./read-param";

/** `bifrost deploy`: strategies that run by themselves. The installation's workers run them. */

interface Options {
  readonly as?: string;
  readonly json?: boolean;
}
interface Here {
  readonly house: CommandHouse;
  readonly flows: DeployedFlows;
  readonly actor: Actor;
  readonly options: Options;
}

const RESOLUTIONS = ["1m", "5m", "15m", "1h", "4h", "1d", "1w", "1mo"] as const;

interface NewOptions extends Options {
  readonly strategy: string;
  readonly symbol: readonly string[];
  readonly resolution: ResolutionName;
  readonly account: string;
  readonly capital: string;
  readonly schedule: (typeof SCHEDULES)[number];
  readonly preset?: string;
  readonly param: StrategyParams;
  readonly start?: boolean;
}

export function register(program: Command): void {
  const deploy = program.command("deploy").description("strategies that trade by themselves");
  const named = (name: string, description: string) =>
    deploy
      .command(name)
      .description(description)
      .option("--as <email>", "as this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");
  const ofOne = (name: string, description: string) =>
    named(name, description).argument("<deployment>", "its id or name");

  named("list", "deployments, newest first")
    .option("--over", "those that were stopped too")
    .action((options: Options & { over?: boolean }) => here(options, (at) => list(at, options.over === true)));
  named("create", "make a deployment; it does nothing until it is started")
    .argument("<name>")
    .requiredOption("--strategy <name>", "a built-in name, <slug>@<version>, or <slug> for the newest")
    .requiredOption("--symbol <symbols...>", "what it trades")
    .requiredOption("--account <id>", "the account it trades on, by its id or name")
    .requiredOption("--capital <amount>", "what it may have at work")
    .addOption(new Option("--resolution <resolution>").choices(RESOLUTIONS).default("1m"))
    .addOption(new Option("--schedule <schedule>").choices(SCHEDULES).default("sessions"))
    .option("--preset <id>", "parameters of a preset")
    .option("--param <name=value>", "one parameter; may be given several times", readParam, {})
    .option("--start", "and start it")
    .action((name: string, options: NewOptions) => here(options, (at) => create(at, name, options)));
  for (const verb of ["start", "pause", "stop"] as const)
    ofOne(verb, VERBS[verb]).action((name: string, options: Options) =>
      here(options, async (at) => {
        const deploymentId = await idOf(at, name);
        if (deploymentId !== null) await sayDetail(at, STEER[verb](at, deploymentId));
      }),
    );
  ofOne("flatten", "pause it, cancel its orders and close what it holds, nobody else's")
    .option("--yes", "really")
    .action((name: string, options: Options & { yes?: boolean }) =>
      here(options, (at) => flatten(at, name, options.yes === true)),
    );
  ofOne("why", "why it did or did not trade an instrument at a moment")
    .argument("<symbol>")
    .argument("[time]", "ISO 8601 in UTC; now without it")
    .action((name: string, symbol: string, time: string | undefined, options: Options) =>
      here(options, (at) => why(at, name, symbol, time)),
    );
  ofOne("trace", "what it decided, newest first")
    .option("--symbol <symbol>")
    .addOption(new Option("--outcome <outcome>").choices(OUTCOMES))
    .option("--limit <rows>", "1 to 200", Number, 20)
    .action((name: string, options: Options & TraceOptions) => here(options, (at) => trace(at, name, options)));
  ofOne("parity", "compare its newest session with the engine").action((name: string, options: Options) =>
    here(options, (at) => parity(at, name)),
  );
  registerTrials({ ofOne, named, here, idOf, say, sayDetail });
}

const VERBS = {
  start: "let it trade",
  pause: "cancel its entries; what it holds stays, and so does what protects that",
  stop: "end it for good: its orders are canceled, what it holds stays on the account",
} as const;

const STEER = {
  start: ({ flows, actor }: Here, id: string) => flows.startDeployment(actor, id),
  pause: ({ flows, actor }: Here, id: string) => flows.pauseDeployment(actor, id),
  stop: ({ flows, actor }: Here, id: string) => flows.stopDeployment(actor, id),
} as const;

async function here(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const { makeDeploymentFlows } = await import("@/server/flows/deployments/deployment-flows");
    const actor = await actorFor(house, options.as);
    if (actor === null) return fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    await work({ house, flows: makeDeploymentFlows(house.deps), actor, options });
    return undefined;
  });
}

const say = ({ options }: Here, error: AppError) => refuse(error, DEPLOYMENT_SENTENCES, options);

/** The deployment of an id or a name. Null: said already that there is none. */
async function idOf({ flows, actor }: Here, name: string): Promise<string | null> {
  const all = await flows.listDeployments(actor, { accountId: null, over: true });
  const found = all.find((each) => each.deploymentId === name) ?? all.find((each) => each.name === name);
  if (found === undefined) fail(`There is no deployment ${name}: bifrost deploy list --over shows which there are.`);
  return found?.deploymentId ?? null;
}

async function list({ flows, actor, options }: Here, over: boolean): Promise<void> {
  const all = await flows.listDeployments(actor, { accountId: null, over });
  if (options.json === true) return print(JSON.stringify(all));
  if (all.length === 0) print("There is no deployment: bifrost deploy create makes one.");
  for (const each of all) print(lineOf(each));
  return undefined;
}

const iso = (at: number) => new Date(at).toISOString();

function lineOf(line: DeploymentLine): string {
  const { name, state, reason, strategy, instruments, resolution, accountName, pnl, currency, lastDecision } = line;
  const because = reason === null ? "" : ` (${reason.kind})`;
  const last = lastDecision === null ? "" : `\n    ${iso(lastDecision.barAt)} ${lastDecision.sentence}`;
  return `${name}: ${state}${because}, ${strategy} on ${instruments.join(" ")} ${resolution}, account ${accountName}, profit ${pnl ?? "unknown"} ${currency}${last}`;
}

async function create(at: Here, name: string, options: NewOptions): Promise<void> {
  const { strategy, symbol: instruments, resolution, account, capital, schedule, preset, param } = options;
  const accountId = await accountIdOf(at.house, at.actor, account);
  if (accountId === null) return;
  const input = {
    name,
    strategy,
    presetId: preset ?? null,
    params: param,
    instruments,
    resolution,
    accountId,
    capital,
    schedule,
  };
  const created = await at.flows.createDeployment(at.actor, input);
  if (!created.ok) return say(at, created.error);
  if (options.start !== true) return sayDetail(at, Promise.resolve(created));
  return sayDetail(at, at.flows.startDeployment(at.actor, created.value.deploymentId));
}

async function sayDetail(at: Here, answer: Answer<DeploymentDetail>): Promise<void> {
  const done = await answer;
  if (!done.ok) return say(at, done.error);
  return print(at.options.json === true ? JSON.stringify(done.value) : lineOf(done.value));
}

async function flatten(at: Here, name: string, isSure: boolean): Promise<void> {
  if (!isSure) return fail("This closes what it holds at market: say --yes if that is what you want.");
  const deploymentId = await idOf(at, name);
  if (deploymentId === null) return;
  const idempotencyKey = crypto.randomUUID();
  const done = await at.flows.flattenDeployment(at.actor, { deploymentId, idempotencyKey });
  if (!done.ok) return say(at, done.error);
  const { orders, canceled, deployment } = done.value;
  if (at.options.json === true) return print(JSON.stringify(done.value));
  print(
    `${deployment.name} is ${deployment.state}: ${orders.length} closing orders sent, ${canceled} orders asked to be canceled.`,
  );
  return undefined;
}

async function why(at: Here, name: string, symbol: string, time: string | undefined): Promise<void> {
  const ms = time === undefined ? Date.now() : Date.parse(time);
  if (!EpochMs.is(ms)) return fail(`A moment is written like 2026-01-31T14:30Z, was ${time}.`);
  const deploymentId = await idOf(at, name);
  if (deploymentId === null) return;
  const answer = await at.flows.explainDecision(at.actor, { deploymentId, symbol, at: ms });
  if (!answer.ok) return say(at, answer.error);
  if (at.options.json === true) return print(JSON.stringify(answer.value));
  const { decision, sentence } = answer.value;
  return print(decision === null ? sentence : `${iso(decision.barAt)} ${sentence}`);
}

interface TraceOptions {
  readonly symbol?: string;
  readonly outcome?: DecisionView["outcome"];
  readonly limit: number;
}

async function trace(at: Here, name: string, { symbol, outcome, limit }: TraceOptions): Promise<void> {
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) return fail("A limit is a whole number from 1 to 200.");
  const deploymentId = await idOf(at, name);
  if (deploymentId === null) return;
  const filter = {
    deploymentId,
    symbol: symbol ?? null,
    from: null,
    to: null,
    outcome: outcome ?? null,
    cursor: null,
    limit,
  };
  const page = await at.flows.listDecisions(at.actor, filter);
  if (!page.ok) return say(at, page.error);
  if (at.options.json === true) return print(JSON.stringify(page.value));
  for (const { barAt, outcome: what, sentence } of page.value.rows) print(`${iso(barAt)} ${what}: ${sentence}`);
  return undefined;
}

async function parity(at: Here, name: string): Promise<void> {
  const deploymentId = await idOf(at, name);
  if (deploymentId === null) return;
  const compared = await at.flows.compareParity(at.actor, { deploymentId, session: null });
  if (!compared.ok) return say(at, compared.error);
  if (at.options.json === true) return print(JSON.stringify(compared.value));
  const { session, decisions, alike, fills, fillsAlike, first } = compared.value;
  print(`${session}: ${alike} of ${decisions} decisions and ${fillsAlike} of ${fills} fills are those of the engine.`);
  if (first !== null)
    print(
      `First difference: ${first.what} at ${iso(first.barAt)} in ${first.symbol}: ${first.live ?? "nothing"} here, ${first.engine ?? "nothing"} by the engine.`,
    );
  return undefined;
}
