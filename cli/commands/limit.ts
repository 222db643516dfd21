import type { Command } from "commander";
import type { LimitTerms } from "@/modules/risk";
import type { Actor } from "@/server/flows/contract";
import type { LimitChangeView, LimitView, RiskFlows } from "@/server/flows/contract/risk";
import { actorFor, type CommandHouse, withHouse } from "../house";
import { fail, print, refuse, type Sentences } from "../refusal";
import { accountIdOf } from "./account-id";
import { simulateLimit } from "./limit-simulate";
import { type TermOptions, termsOf, withTerms } from "./limit-terms";
import { ORDER_SENTENCES } from "./order-sentences";

/** `bifrost limit`: what every order is held against, and who lets a change of it in. */

interface Options {
  readonly json?: boolean;
  readonly as?: string;
}

interface SetOptions extends Options, TermOptions {
  readonly limit?: string;
  readonly account?: string;
  readonly user?: string;
  readonly deployment?: string;
  readonly name?: string;
  readonly reason: string;
}

interface SimulateOptions extends Options, TermOptions {
  readonly account?: string;
  readonly run?: string;
}

interface Here {
  readonly house: CommandHouse;
  readonly flows: RiskFlows;
  readonly actor: Actor;
  readonly options: Options;
}

export function register(program: Command): void {
  const command = program.command("limit").description("limits that every order is held against");
  const named = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option("--as <email>", "for this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");

  named("list", "limits in force").action((options: Options) => withLimits(options, list));
  named("changes", "every change that was asked for, those that wait first").action((options: Options) =>
    withLimits(options, changes),
  );
  named("events", "what the live monitor saw and did, newest first")
    .option("--account <id>", "of this account alone, by its id or name")
    .action((options: Options & { readonly account?: string }) =>
      withLimits(options, async ({ flows, actor, house }) => {
        const accountId = options.account === undefined ? null : await accountIdOf(house, actor, options.account);
        if (options.account !== undefined && accountId === null) return undefined;
        const all = await flows.listRiskEvents(actor, accountId);
        if (options.json === true) return print(JSON.stringify(all));
        for (const { at, account, kind, name, event, used, allowed, step } of all)
          print(
            [new Date(at).toISOString(), account, name ?? kind, event, `${used ?? "unknown"} of ${allowed}`, step].join(
              "\t",
            ),
          );
        return undefined;
      }),
    );
  withTerms(
    named(
      "simulate",
      "hold a limit against a past: days it would have fired on, orders refused, what it saved or cost",
    ),
  )
    .option("--account <id>", "the past of this account, by its id or name")
    .option("--run <id>", "a finished backtest")
    .action((kind: string, options: SimulateOptions) => withLimits(options, (at) => simulate(at, kind, options)));
  withTerms(
    named("set", "set a limit, or change one: a change that loosens waits for a second person where there is one"),
  )
    .option("--account <id>", "binds this account alone, by its id or name")
    .option("--user <email>", "binds the orders of this person alone")
    .option("--deployment <id>", "binds the orders of this deployed strategy alone")
    .option("--limit <id>", "the limit that is changed; else a new one")
    .option("--name <text>", "what it is called")
    .requiredOption("--reason <text>", "why, for whoever looks later")
    .action((kind: string, options: SetOptions) => withLimits(options, (at) => set(at, kind, options)));
  named("remove", "take a limit away")
    .argument("<limit>", "its id")
    .requiredOption("--reason <text>", "why")
    .action((limitId: string, options: Options & { readonly reason: string }) =>
      withLimits(options, (at) =>
        ask(at, { limitId, scope: { of: "all" }, name: null, terms: null, reason: options.reason }),
      ),
    );
  for (const decision of ["approve", "reject", "withdraw"] as const)
    named(decision, `${decision} a change that waits`)
      .argument("<change>", "its id")
      .option("--note <text>", "for whoever asked")
      .action((changeId: string, options: Options & { readonly note?: string }) =>
        withLimits(options, async ({ flows, actor }) => {
          const done = await flows.decideLimit(actor, { changeId, decision, note: options.note ?? null });
          return done.ok ? say(done.value, options) : refuse(done.error, SENTENCES, options);
        }),
      );
}

async function withLimits(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const actor = await actorFor(house, options.as);
    if (actor === null) return fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    const { makeRiskFlows } = await import("@/server/flows/risk/limit-flows");
    return work({ house, flows: makeRiskFlows(house.deps), actor, options });
  });
}

async function list({ flows, actor, options }: Here): Promise<void> {
  const { limits, fourEyes } = await flows.listLimits(actor);
  if (options.json === true) return print(JSON.stringify({ limits, fourEyes }));
  if (limits.length === 0) print("No limit is set: bifrost limit set makes one.");
  for (const { limitId, scope, name, terms, waiting } of limits)
    print([limitId, words(terms), scopeWords(scope), name ?? "", waiting === null ? "" : "a change waits"].join("\t"));
  return undefined;
}

async function changes({ flows, actor, options }: Here): Promise<void> {
  const all = await flows.listLimitChanges(actor, null);
  if (options.json === true) return print(JSON.stringify(all));
  for (const { changeId, state, kind, before, terms, scope, askedBy, reason } of all)
    print(
      [changeId, state, kind, before === null ? "new" : words(before), terms === null ? "removed" : words(terms)]
        .concat(scopeWords(scope), askedBy, reason)
        .join("\t"),
    );
  return undefined;
}

async function set(at: Here, kind: string, options: SetOptions): Promise<void> {
  const user = options.user === undefined ? null : await actorFor(at.house, options.user);
  if (options.user !== undefined && user?.userId == null) return fail(`Nobody has the address ${options.user}.`);
  const accountId = options.account === undefined ? undefined : await accountIdOf(at.house, at.actor, options.account);
  if (accountId === null) return undefined;
  const subjects = [
    { of: "account" as const, subject: accountId },
    { of: "user" as const, subject: user?.userId ?? undefined },
    { of: "strategy" as const, subject: options.deployment },
  ].flatMap(({ of, subject }) => (subject === undefined ? [] : [{ of, subject }]));
  if (subjects.length > 1) return fail("A limit binds one of --account, --user and --deployment.");
  return ask(at, {
    limitId: options.limit ?? null,
    scope: subjects[0] ?? { of: "all" },
    name: options.name ?? null,
    terms: termsOf(kind, options),
    reason: options.reason,
  });
}

async function simulate({ house, flows, actor }: Here, kind: string, options: SimulateOptions): Promise<void> {
  const { account, run } = options;
  if ((account === undefined) === (run === undefined)) return fail("Say whose past: --account or --run.");
  const accountId = account === undefined ? undefined : await accountIdOf(house, actor, account);
  if (accountId === null) return undefined;
  const source =
    accountId === undefined ? ({ of: "run", runId: run ?? "" } as const) : ({ of: "account", accountId } as const);
  return simulateLimit(
    { house, flows, actor, options, sentences: SENTENCES },
    { terms: termsOf(kind, options), source },
  );
}

async function ask({ flows, actor, options }: Here, request: Parameters<RiskFlows["askLimit"]>[1]): Promise<void> {
  const asked = await flows.askLimit(actor, request);
  return asked.ok ? say(asked.value, options) : refuse(asked.error, SENTENCES, options);
}

function say(change: LimitChangeView, { json }: Options): void {
  const { changeId, limitId, state } = change;
  if (json === true) print(JSON.stringify(change));
  else if (state === "waiting") print(`Change ${changeId} of limit ${limitId} waits for a second person.`);
  else print(`Limit ${limitId}: change ${changeId} is ${state.replace("_", " ")}.`);
}

const scopeWords = (scope: LimitView["scope"]) => (scope.of === "all" ? "everybody" : `${scope.of} ${scope.name}`);

function words(terms: LimitTerms): string {
  if ("symbols" in terms) return `${terms.kind} ${terms.symbols.join(",")}`;
  if ("windows" in terms) return `${terms.kind} ${terms.windows.length}`;
  const value = "value" in terms ? ` ${terms.value}` : "";
  return `${terms.kind}${value}${"windowSeconds" in terms ? ` within ${terms.windowSeconds} s` : ""}`;
}

const SENTENCES: Sentences = {
  ...ORDER_SENTENCES,
  "limit.not_found": ({ limitId }) => `There is no limit ${limitId}: bifrost limit list shows them.`,
  "limit.change_not_found": ({ changeId }) => `There is no change ${changeId}: bifrost limit changes shows them.`,
  "limit.not_yours": () => "Risk and administrators set this limit; traders bind themselves and their own accounts.",
  "limit.second_person": () => "A change that loosens a limit is let in by somebody else than who asked for it.",
  "limit.subject_unknown": ({ subject }) => `There is nobody and no account ${subject} to bind.`,
  "limit.reason_missing": ({ max }) => `--reason takes 1 to ${max} characters.`,
  "limit.name_too_long": ({ max }) => `--name takes at most ${max} characters.`,
  "limit.terms_malformed": ({ expected }) => `What the limit says cannot be read: it takes ${expected}.`,
  "limit.kind_fixed": ({ kind }) => `That limit is a ${kind} and stays one: remove it and set another.`,
  "limit.too_many": ({ max }) => `A house has at most ${max} limits.`,
  "limit.changed_since": () => "The limit was changed since this was asked for: ask again.",
  "limit.decided_already": ({ outcome }) => `Somebody decided about it already: it is ${outcome}.`,
  "limit.not_replayed": ({ kind, of }) =>
    `The past of ${of === "run" ? "a backtest" : "an account"} does not keep what ${kind} looks at.`,
  "limit.past_empty": () => "There is no day behind it whose worth is known.",
  "limit.simulation_not_found": () => "There is no such simulation.",
  "limit.simulation_ended": () => "The simulation was stopped before its end.",
  "limit.past_too_long": ({ max }) => `It has more than ${max} orders, more than is played again at once.`,
  "limit.change_expired": () => "Nobody let it in for a week, so it expired: ask again.",
};
