import type { Command } from "commander";
import type { Actor, KeyScope } from "@/server/flows/contract";
import type { ApiKeyFlows, ApiKeyView, NewApiKey } from "@/server/flows/contract/api-keys";
import { actorFor, withHouse } from "../house";
import { fail, print, refuse, type Sentences } from "../refusal";

/** `bifrost key`: keys with which programs act for a person. The secret is printed once, and kept nowhere. */

const SCOPES: readonly KeyScope[] = ["read", "trade", "admin"];

interface Options {
  readonly json?: boolean;
  readonly as?: string;
}

interface NewOptions extends Options {
  readonly scope: string;
  readonly account?: readonly string[];
  readonly days?: string;
}

interface Here {
  readonly flows: ApiKeyFlows;
  readonly actor: Actor;
  readonly options: Options;
}

export function register(program: Command): void {
  const command = program.command("key").description("keys with which programs act for a person");
  const named = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option("--as <email>", "for this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");

  named("list", "keys of --as; without it, of everybody").action((options: Options) => here(options, list));
  named("create", "make a key for --as; its secret is printed once")
    .argument("<name>", "what uses it")
    .option("--scope <scope>", `what it may do: ${SCOPES.join(", ")}`, "read")
    .option("--account <id...>", "bind it to these accounts; without it, every account that the person may see")
    .option("--days <number>", "how long it is valid; without it, until it is revoked")
    .action((name: string, options: NewOptions) => here(options, (at) => create(at, name, options)));
  named("rotate", "a new secret for a key; the old one is refused at once")
    .argument("<key>", "its id")
    .action((keyId: string, options: Options) =>
      here(options, async (at) => sayNew(at, await at.flows.rotateApiKey(at.actor, keyId))),
    );
  named("revoke", "end a key")
    .argument("<key>", "its id")
    .action((keyId: string, options: Options) => here(options, (at) => revoke(at, keyId)));
}

async function here(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const { makeApiKeyFlows } = await import("@/server/flows/people/manage-keys");
    const actor = await actorFor(house, options.as);
    if (actor === null) fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    else await work({ flows: makeApiKeyFlows(house.deps), actor, options });
  });
}

async function list({ flows, actor, options }: Here): Promise<void> {
  const keys = await flows.listApiKeys(actor, { everybody: options.as === undefined });
  if (!keys.ok) return refuse(keys.error, SENTENCES, options);
  if (options.json === true) return print(JSON.stringify(keys.value));
  if (keys.value.length === 0) return print("There are no keys: bifrost key create makes one.");
  for (const key of keys.value) print(lineOf(key));
}

function lineOf({ keyId, owner, name, scope, accountIds, state, lastUsedAt, expiresAt }: ApiKeyView): string {
  const when = (at: number | null, none: string) => (at === null ? none : new Date(at).toISOString());
  const accounts = accountIds === null ? "every account" : accountIds.join(",");
  return [
    keyId,
    state,
    scope,
    accounts,
    owner,
    name,
    `used ${when(lastUsedAt, "never")}`,
    `ends ${when(expiresAt, "never")}`,
  ].join("\t");
}

async function create(at: Here, name: string, { scope: wanted, account, days }: NewOptions): Promise<void> {
  const scope = SCOPES.find((each) => each === wanted);
  if (scope === undefined) return fail(`--scope is one of ${SCOPES.join(", ")}, was "${wanted}".`);
  const lifetimeDays = days === undefined ? null : Number(days);
  return sayNew(at, await at.flows.createApiKey(at.actor, { name, scope, accountIds: account ?? null, lifetimeDays }));
}

function sayNew({ options }: Here, made: Awaited<ReturnType<ApiKeyFlows["createApiKey"]>>): void {
  if (!made.ok) refuse(made.error, SENTENCES, options);
  else if (options.json === true) print(JSON.stringify(made.value));
  else sayKey(made.value);
}

function sayKey({ key: { keyId, name, scope }, secret }: NewApiKey): void {
  print(`key id\t${keyId}`);
  print(`secret\t${secret}`);
  print(`token\t${keyId}.${secret}`);
  process.stderr.write(`"${name}" may ${scope}. The secret is not shown again.\n`);
}

async function revoke({ flows, actor, options }: Here, keyId: string): Promise<void> {
  const done = await flows.revokeApiKey(actor, keyId);
  if (!done.ok) return refuse(done.error, SENTENCES, options);
  return print(options.json === true ? JSON.stringify(done.value) : `"${done.value.name}" is revoked.`);
}

const SENTENCES: Sentences = {
  "api_key.not_found": ({ keyId }) => `There is no key ${keyId} to see: bifrost key list shows them.`,
  "api_key.needs_owner": () => "A key acts for a person: say for whom with --as.",
  "api_key.name_malformed": ({ max }) => `The name takes 1 to ${max} characters.`,
  "api_key.lifetime_malformed": ({ max }) => `--days takes a whole number from 1 to ${max}.`,
  "api_key.scope_above_role": ({ scope, role }) => `A ${role} cannot give a key the scope ${scope}.`,
  "api_key.account_unknown": ({ accountId }) =>
    `"${accountId}" is no account of this person: bifrost account list --as shows them.`,
  "api_key.too_many": ({ max }) => `This person has ${max} keys that work: revoke one first.`,
  "api_key.ended": ({ name }) => `"${name}" does not work any more: make a new key.`,
};
