import type { Command } from "commander";
import { err, ok } from "@/modules/_kernel";
import type { StrategyParams } from "@/modules/strategy";
import type { Actor } from "@/server/flows/contract";
import type { DeployedFlows } from "@/server/flows/contract/deployed";
import type { PromotionView } from "@/server/flows/contract/deployment-stages";
import type { DeploymentChangeView, DeploymentDetail } from "@/server/flows/contract/deployments";
import type { Answer } from "@/server/flows/contract/shared";
import type { AppError } from "@/server/flows/errors";
import type { CommandHouse } from "../house";
import { fail, print } from "../refusal";
import { readParam } from "./read-param";

/** `bifrost deploy shadow` and what else is tried beside a deployment. */

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

/** What the commands of deployments share. */
export interface Tools {
  readonly named: (name: string, description: string) => Command;
  readonly ofOne: (name: string, description: string) => Command;
  readonly here: (options: Options, work: (at: Here) => Promise<void>) => Promise<void>;
  readonly idOf: (at: Here, name: string) => Promise<string | null>;
  readonly say: (at: Here, error: AppError) => void;
  readonly sayDetail: (at: Here, answer: Answer<DeploymentDetail>) => Promise<void>;
}

interface ShadowOptions extends Options {
  readonly strategy?: string;
  readonly param: StrategyParams;
  readonly start?: boolean;
}

export function registerTrials(tools: Tools): void {
  const { ofOne, named, here } = tools;
  named("retention", "how long decisions are kept; with an option, set it")
    .option("--days <days>", "all of them: 30 and more, or ever")
    .option("--quiet <days>", "those that wanted nothing: 30 and more, or ever")
    .action((options: RetentionOptions) => here(options, (at) => retention(tools, at, options)));
  ofOne("shadow", "run it, or another version of it, beside itself: none of its orders leaves")
    .argument("<name>", "what the shadow is called")
    .option("--strategy <name>", "another version, like <slug>@<version>")
    .option("--param <name=value>", "another parameter; may be given several times", readParam, {})
    .option("--start", "and start it")
    .action((of: string, name: string, options: ShadowOptions) =>
      here(options, (at) => shadow(tools, at, { of, name, options })),
    );
  ofOne("stage", "how far it has come, and what must hold before it goes on").action((name: string, options: Options) =>
    here(options, (at) => stage(tools, at, { name, ask: (id) => at.flows.readPromotion(at.actor, id) })),
  );
  ofOne("approve", "say that it goes on as it is").action((name: string, options: Options) =>
    here(options, (at) => stage(tools, at, { name, ask: (id) => at.flows.approvePromotion(at.actor, id) })),
  );
  ofOne("promote", "let it go on to the next stage").action((name: string, options: Options) =>
    here(options, (at) => stage(tools, at, { name, ask: (id) => at.flows.promoteDeployment(at.actor, id) })),
  );
  ofOne("change", "other parameters, instruments, another version or capital, from the next bar on")
    .option("--param <name=value>", "one parameter; may be given several times", readParam, {})
    .option("--add <symbol>", "trade this too; may be given several times", listed, [])
    .option("--remove <symbol>", "trade this no more; may be given several times", listed, [])
    .option("--wind-down", "what it holds or has ordered of what it removes may go first; without it, that refuses")
    .option("--strategy <name>", "another version, like <slug>@<version>")
    .option("--capital <amount>", "what it may have at work")
    .option("--yes", "really; without it, what would change and what approval that needs")
    .action((name: string, options: ChangeOptions) => here(options, (at) => change(tools, at, name, options)));
  for (const decision of ["approve", "reject", "withdraw"] as const)
    ofOne(`${decision}-change`, DECISIONS[decision]).action((name: string, options: Options) =>
      here(options, (at) => decide(tools, at, name, decision)),
    );
  ofOne("rollback", "change it to what it ran as before, with the next bar")
    .option("--yes", "really; without it, what would change")
    .action((name: string, options: Options & { yes?: boolean }) =>
      here(options, (at) => rollback(tools, at, { name, commit: options.yes === true })),
    );
  ofOne("shadows", "compare it with what runs beside it").action((name: string, options: Options) =>
    here(options, (at) => shadows(tools, at, name)),
  );
}

/** One more of an option that may be given several times. */
const listed = (text: string, before: readonly string[]): readonly string[] => [...before, text.trim().toUpperCase()];

interface ChangeOptions extends Options {
  readonly param: StrategyParams;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly windDown?: boolean;
  readonly strategy?: string;
  readonly capital?: string;
  readonly yes?: boolean;
}

const DECISIONS = {
  approve: "let the change in that waits for a second person",
  reject: "refuse the change that waits for a second person",
  withdraw: "take back the change that waits for a second person",
} as const;

async function change({ idOf, say }: Tools, at: Here, name: string, options: ChangeOptions): Promise<void> {
  const deploymentId = await idOf(at, name);
  if (deploymentId === null) return;
  const { param: params, strategy = null, capital = null, windDown = false, yes: commit = false } = options;
  const instruments = await tradedThen(at, deploymentId, options);
  if (!instruments.ok) return say(at, instruments.error);
  const changed = await at.flows.changeDeployment(at.actor, {
    deploymentId,
    params,
    strategy,
    capital,
    instruments: instruments.value,
    windDown,
    from: null,
    commit,
  });
  if (!changed.ok) return say(at, changed.error);
  return sayChange(at, changed.value, commit);
}

/** What it trades with some added and some removed; null: nothing was said of that. */
async function tradedThen(
  { flows, actor }: Here,
  deploymentId: string,
  { add, remove }: Pick<ChangeOptions, "add" | "remove">,
): Answer<readonly string[] | null> {
  if (add.length === 0 && remove.length === 0) return ok(null);
  const detail = await flows.readDeployment(actor, deploymentId);
  if (!detail.ok) return detail;
  const { instruments } = detail.value;
  const unknown = remove.find((symbol) => !instruments.includes(symbol));
  if (unknown !== undefined)
    return err({ kind: "instrument.not_found", path: "instruments", facts: { symbol: unknown } });
  return ok([...instruments.filter((symbol) => !remove.includes(symbol)), ...add]);
}

function sayChange({ options }: Here, view: DeploymentChangeView, commit: boolean): void {
  const lines = options.json === true ? [JSON.stringify(view)] : changeLines(view, commit);
  for (const line of lines) print(line);
}

/** What changes, what approval it needs, and what to say next. */
function changeLines(
  { differences, leaving, approval, waits }: DeploymentChangeView,
  commit: boolean,
): readonly string[] {
  if (differences.length === 0) return ["That changes nothing."];
  const because = approval.because.join(", ");
  const second =
    waits === null
      ? `A second person has to let it in: ${because}.`
      : `It waits for a second person until ${new Date(waits.expiresAt).toISOString()}: ${because}.`;
  return [
    ...differences.map((each) => `${each.name}: ${each.before ?? "nothing"} becomes ${each.after ?? "nothing"}`),
    ...leaving.map(
      ({ symbol, qty, orders }) =>
        `${symbol}: it holds ${qty} and has ${orders} orders in it. The change takes effect once that is nothing; from its moment on only what reduces passes.`,
    ),
    ...(approval.need === "second" ? [second] : []),
    ...(approval.need === "off"
      ? [`A second person would have to let it in (${because}), and there is nobody else here.`]
      : []),
    ...(commit ? [] : ["Say --yes if that is what you want."]),
  ];
}

async function decide({ idOf, say }: Tools, at: Here, name: string, decision: keyof typeof DECISIONS): Promise<void> {
  const deploymentId = await idOf(at, name);
  if (deploymentId === null) return;
  const detail = await at.flows.readDeployment(at.actor, deploymentId);
  if (!detail.ok) return say(at, detail.error);
  const waits = detail.value.waitingChange?.waits ?? null;
  if (waits === null) return fail(`No change of ${detail.value.name} waits for a second person.`);
  const decided = await at.flows.decideDeploymentChange(at.actor, { changeId: waits.changeId, decision });
  if (!decided.ok) return say(at, decided.error);
  return print(at.options.json === true ? JSON.stringify(decided.value) : `The change is ${decided.value.outcome}.`);
}

interface RetentionOptions extends Options {
  readonly days?: string;
  readonly quiet?: string;
}

/** Days, or null for ever; what was not said stays. */
const daysOf = (text: string | undefined, before: number | null): number | null =>
  text === undefined ? before : text === "ever" ? null : Number(text);

async function retention({ say }: Tools, at: Here, { days, quiet, json }: RetentionOptions): Promise<void> {
  const before = await at.flows.readDecisionRetention(at.actor);
  const wanted = { days: daysOf(days, before.days), quietDays: daysOf(quiet, before.quietDays) };
  if (Number.isNaN(wanted.days) || Number.isNaN(wanted.quietDays))
    return fail("Say a number of days, 30 and more, or ever.");
  const isChange = days !== undefined || quiet !== undefined;
  const set = isChange ? await at.flows.setDecisionRetention(at.actor, wanted) : null;
  if (set !== null && !set.ok) return say(at, set.error);
  const now = set === null ? before : set.value;
  if (json === true) return print(JSON.stringify(now));
  const words = (limit: number | null) => (limit === null ? "for ever" : `for ${limit} days`);
  print(`Decisions are kept ${words(now.days)}, those that wanted nothing ${words(now.quietDays)}.`);
  return undefined;
}

async function shadow(
  { idOf, say, sayDetail }: Tools,
  at: Here,
  { of, name, options }: { readonly of: string; readonly name: string; readonly options: ShadowOptions },
): Promise<void> {
  const deploymentId = await idOf(at, of);
  if (deploymentId === null) return;
  const asked = { deploymentId, name, strategy: options.strategy ?? null, params: options.param };
  const made = await at.flows.shadowDeployment(at.actor, asked);
  if (!made.ok) return say(at, made.error);
  if (options.start !== true) return sayDetail(at, Promise.resolve(made));
  return sayDetail(at, at.flows.startDeployment(at.actor, made.value.deploymentId));
}

async function shadows({ idOf, say }: Tools, at: Here, name: string): Promise<void> {
  const deploymentId = await idOf(at, name);
  if (deploymentId === null) return;
  const compared = await at.flows.compareShadows(at.actor, deploymentId);
  if (!compared.ok) return say(at, compared.error);
  if (at.options.json === true) return print(JSON.stringify(compared.value));
  if (compared.value.length === 0) print("Nothing runs beside it: bifrost deploy shadow makes a shadow.");
  for (const { live, shadow: beside, decisions, alike, first } of compared.value) {
    print(`${alike} of ${decisions} decisions alike.`);
    for (const side of [live, beside])
      print(`  ${side.name}: ${side.signals} signals, ${side.fills} fills, profit ${side.pnl ?? "unknown"}`);
    if (first !== null)
      print(
        `  First difference: ${first.what} at ${new Date(first.barAt).toISOString()} in ${first.symbol}: ${first.live ?? "nothing"} traded, ${first.engine ?? "nothing"} in the shadow.`,
      );
  }
  return undefined;
}

async function stage(
  { idOf, say }: Tools,
  at: Here,
  { name, ask }: { readonly name: string; readonly ask: (deploymentId: string) => Answer<PromotionView> },
): Promise<void> {
  const deploymentId = await idOf(at, name);
  if (deploymentId === null) return;
  const answer = await ask(deploymentId);
  if (!answer.ok) return say(at, answer.error);
  if (at.options.json === true) return print(JSON.stringify(answer.value));
  for (const { stage: of, reached, gates, refusal } of answer.value.stages) {
    print(`${reached ? "reached" : "open   "} ${of}${refusal === null ? "" : ": needs a broker account"}`);
    if (reached) continue;
    for (const { gate, passed, actual, required } of gates)
      print(`          ${passed ? "holds" : "open "} ${gate}: ${actual ?? "unknown"}, needs ${required}`);
  }
  return undefined;
}

async function rollback(
  { idOf, say }: Tools,
  at: Here,
  { name, commit }: { readonly name: string; readonly commit: boolean },
): Promise<void> {
  const deploymentId = await idOf(at, name);
  if (deploymentId === null) return;
  const done = await at.flows.rollbackDeployment(at.actor, { deploymentId, commit });
  if (!done.ok) return say(at, done.error);
  if (at.options.json === true) return print(JSON.stringify(done.value));
  for (const { name: of, before, after } of done.value.differences) print(`${of}: ${before ?? ""} -> ${after ?? ""}`);
  if (!commit) print("Nothing was changed: say --yes if that is what you want.");
  return undefined;
}
