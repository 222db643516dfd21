import type { Command } from "commander";
import type { Actor } from "@/server/flows/contract";
import type {
  HookMode,
  HookSource,
  NewWebhookIn,
  WebhookInFlows,
  WebhookInView,
} from "@/server/flows/contract/webhooks-in";
import { actorFor, withHouse } from "../house";
import { readJsonFile } from "../json-file";
import { fail, print, refuse, type Sentences } from "../refusal";

/** `bifrost hook`: webhooks in, by which alerts and other programs order on an account. */

const SOURCES: readonly HookSource[] = ["tradingview", "generic"];
const MODES: readonly HookMode[] = ["dry", "live", "off"];
const CALLS_SHOWN = 50;

interface Options {
  readonly json?: boolean;
  readonly as?: string;
}

interface Terms extends Options {
  readonly template?: string;
  readonly limits?: string;
}

interface Here {
  readonly flows: WebhookInFlows;
  readonly actor: Actor;
  readonly options: Options;
}

export function register(program: Command): void {
  const command = program.command("hook").description("webhooks in: alerts and programs that order on an account");
  const named = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option("--as <email>", "for this person")
      .option("--json", "as JSON on standard output");
  const withTerms = (made: Command) =>
    made
      .option("--template <file>", "JSON: where each field stands in a call")
      .option("--limits <file>", "JSON: symbols, maxValue, windowSeconds");

  named("list", "webhooks of --as; without it, of everybody").action((options: Options) => here(options, list));
  withTerms(named("create", "make a webhook for --as, in a dry run; its secret is printed once"))
    .argument("<name>", "what calls it")
    .requiredOption("--account <id>", "the account that it orders on")
    .option("--source <source>", `who calls: ${SOURCES.join(", ")}`, "tradingview")
    .action((name: string, options: Terms & { readonly account: string; readonly source: string }) =>
      here(options, (at) => create(at, name, options)),
    );
  withTerms(named("change", "another template or other limits: back into a dry run"))
    .argument("<hook>", "its id")
    .action((hookId: string, options: Terms) => here(options, (at) => changeTerms(at, hookId, options)));
  named("mode", "dry, live or off")
    .argument("<hook>", "its id")
    .argument("<mode>", MODES.join(", "))
    .action((hookId: string, wanted: string, options: Options) => here(options, (at) => setMode(at, hookId, wanted)));
  named("try", "what a message would do now; nothing is sent")
    .argument("<hook>", "its id")
    .argument("<file>", "the message, as JSON")
    .action((hookId: string, file: string, options: Options) => here(options, (at) => tryOut(at, hookId, file)));
  named("log", "its newest calls and what each did")
    .argument("<hook>", "its id")
    .action((hookId: string, options: Options) => here(options, (at) => log(at, hookId)));
  named("rotate", "a new secret; the old one is refused at once")
    .argument("<hook>", "its id")
    .action((hookId: string, options: Options) =>
      here(options, async (at) => sayNew(at, await at.flows.rotateWebhookIn(at.actor, hookId))),
    );
  named("remove", "take a webhook away")
    .argument("<hook>", "its id")
    .action((hookId: string, options: Options) => here(options, (at) => remove(at, hookId)));
}

async function here(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const [{ makeWebhookInFlows }, { makeTradingFlows }] = await Promise.all([
      import("@/server/flows/webhooks-in/manage-webhooks"),
      import("@/server/flows/trading/trading-flows"),
    ]);
    const actor = await actorFor(house, options.as);
    if (actor === null) return fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    const flows = makeWebhookInFlows({ ...house.deps, trading: makeTradingFlows(house.deps) });
    return work({ flows, actor, options });
  });
}

interface GivenTerms {
  readonly template?: unknown;
  readonly limits?: unknown;
}

/** What the files say; null: one of them says nothing, and the command has said so. */
async function termsOf({ template, limits }: Terms): Promise<GivenTerms | null> {
  const terms: Record<string, unknown> = {};
  for (const [name, file] of Object.entries({ template, limits })) {
    if (file === undefined) continue;
    const read = await readJsonFile(file);
    if (!read.ok) {
      fail(read.error);
      return null;
    }
    terms[name] = read.value;
  }
  return terms;
}

async function changeTerms(at: Here, hookId: string, options: Terms): Promise<void> {
  const terms = await termsOf(options);
  if (terms !== null) await change(at, { hookId, ...terms });
}

async function list({ flows, actor, options }: Here): Promise<void> {
  const hooks = await flows.listWebhooksIn(actor);
  if (!hooks.ok) return refuse(hooks.error, SENTENCES, options);
  if (options.json === true) return print(JSON.stringify(hooks.value));
  if (hooks.value.length === 0) return print("There are no webhooks: bifrost hook create makes one.");
  for (const hook of hooks.value) print(lineOf(hook));
}

const lineOf = ({ hookId, mode, source, accountName, owner, name, lastCallAt }: WebhookInView): string =>
  [
    hookId,
    mode,
    source,
    accountName,
    owner,
    name,
    `called ${lastCallAt === null ? "never" : new Date(lastCallAt).toISOString()}`,
  ].join("\t");

async function create(
  at: Here,
  name: string,
  options: Terms & { readonly account: string; readonly source: string },
): Promise<void> {
  const source = SOURCES.find((each) => each === options.source);
  if (source === undefined) {
    fail(`--source is one of ${SOURCES.join(", ")}, was "${options.source}".`);
    return;
  }
  const terms = await termsOf(options);
  if (terms === null) return;
  const { template = null, limits = null } = terms;
  sayNew(at, await at.flows.createWebhookIn(at.actor, { name, source, accountId: options.account, template, limits }));
}

function sayNew({ options }: Here, made: Awaited<ReturnType<WebhookInFlows["createWebhookIn"]>>): void {
  if (!made.ok) refuse(made.error, SENTENCES, options);
  else if (options.json === true) print(JSON.stringify(made.value));
  else saySecret(made.value);
}

function saySecret({ hook, secret }: NewWebhookIn): void {
  print(`webhook\t${hook.hookId}`);
  print(`path\t${hook.path}`);
  print(`secret\t${secret}`);
  process.stderr.write(`"${hook.name}" is in a dry run on ${hook.accountName}. The secret is not shown again.\n`);
}

async function change(at: Here, input: Parameters<WebhookInFlows["changeWebhookIn"]>[1]): Promise<void> {
  const { flows, actor, options } = at;
  const changed = await flows.changeWebhookIn(actor, input);
  if (!changed.ok) return refuse(changed.error, SENTENCES, options);
  return print(options.json === true ? JSON.stringify(changed.value) : lineOf(changed.value));
}

async function setMode(at: Here, hookId: string, wanted: string): Promise<void> {
  const mode = MODES.find((each) => each === wanted);
  if (mode === undefined) return fail(`A mode is one of ${MODES.join(", ")}, was "${wanted}".`);
  return change(at, { hookId, mode });
}

async function tryOut({ flows, actor, options }: Here, hookId: string, file: string): Promise<void> {
  const message = await readJsonFile(file);
  if (!message.ok) return fail(message.error);
  const tried = await flows.tryWebhookIn(actor, { hookId, body: JSON.stringify(message.value) });
  if (!tried.ok) return refuse(tried.error, SENTENCES, options);
  return print(JSON.stringify(tried.value, null, options.json === true ? 0 : 2));
}

async function log({ flows, actor, options }: Here, hookId: string): Promise<void> {
  const calls = await flows.listWebhookCalls(actor, { hookId, cursor: null, limit: CALLS_SHOWN });
  if (!calls.ok) return refuse(calls.error, SENTENCES, options);
  if (options.json === true) return print(JSON.stringify(calls.value.rows));
  if (calls.value.rows.length === 0) return print("It was not called yet.");
  for (const { receivedAt, outcome, wish, answer } of calls.value.rows)
    print([new Date(receivedAt).toISOString(), outcome, JSON.stringify(wish), JSON.stringify(answer)].join("\t"));
}

async function remove({ flows, actor, options }: Here, hookId: string): Promise<void> {
  const done = await flows.removeWebhookIn(actor, hookId);
  if (!done.ok) return refuse(done.error, SENTENCES, options);
  return print(options.json === true ? JSON.stringify({ hookId }) : `${hookId} is removed.`);
}

const SENTENCES: Sentences = {
  "webhook.not_found": () =>
    "There is no such webhook to see: bifrost hook list shows them. Its owner changes it: --as.",
  "webhook.needs_owner": () => "A webhook acts for a person: say for whom with --as.",
  "webhook.name_malformed": ({ max }) => `The name takes 1 to ${max} characters.`,
  "webhook.terms_invalid": ({ field, must }) => `${field}: ${must}.`,
  "webhook.too_many": ({ max }) => `This person has ${max} webhooks: remove one first.`,
  "webhook.not_tried": ({ name }) => `"${name}" has not shown what it would do as it is now: bifrost hook try.`,
  "webhook.body_malformed": () => "The message is no JSON object.",
  "webhook.field_missing": ({ field, place }) => `The message has nothing at ${place}, where ${field} should be.`,
  "webhook.field_malformed": ({ field, value }) => `"${value}" cannot be ${field}.`,
  "webhook.action_unknown": ({ value }) => `"${value}" is no action: buy, sell, close, cancel or signal.`,
  "webhook.symbol_not_allowed": ({ symbol, allowed }) => `It does not trade ${symbol}, only ${allowed}.`,
  "webhook.value_over": ({ value, max }) => `The order is worth ${value}, and it may order ${max} at most.`,
};
