import type { Command } from "commander";
import { assertNever } from "@/modules/_kernel";
import { minds } from "@/modules/risk";
import type { Actor } from "@/server/flows/contract";
import type {
  ProtectionChangeView,
  ProtectionFlows,
  ProtectionPlan,
  ProtectionView,
} from "@/server/flows/contract/protection";
import { actorFor, withHouse } from "../house";
import { fail, print, refuse, type Sentences } from "../refusal";
import { accountOf, type Here as OrderHere } from "./order-here";
import { ORDER_SENTENCES } from "./order-sentences";

/** `bifrost protection`: whether stops cover what an account holds, and what is done where they do not. */

interface Options {
  readonly as?: string;
  readonly json?: boolean;
  readonly account?: string;
}

interface SetOptions extends Options {
  readonly mode?: string;
  readonly after?: string;
  readonly distance?: string;
  readonly surplus?: string;
  readonly reason?: string;
  readonly preview?: boolean;
}

interface Here extends Pick<OrderHere, "actor" | "deps"> {
  readonly flows: ProtectionFlows;
  readonly actor: Actor;
  readonly options: Options;
}

export function register(program: Command): void {
  const described = (command: Command) =>
    command
      .option("--as <email>", "for this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");
  const named = (command: Command) =>
    described(command).option("--account <account>", "its id or name; without it the only one there is");
  // An option before a command of it is its own; one behind belongs to that command.
  const command = named(program.command("protection").enablePositionalOptions())
    .description("whether stops cover what an account holds, and what is done where they do not")
    .action((options: Options) => withProtection(options, show));
  named(command.command("set"))
    .description("say what is done: what is not named stays; a change that loosens waits for a second person")
    .option("--mode <mode>", "of a missing stop: none, alert, or rearm (place one)")
    .option("--after <seconds>", "how long it may be missing, 5 to 3600")
    .option("--distance <part>", "of the price, where there was no last stop to take it from: 0.05 is 5 %")
    .option("--surplus <mode>", "of stops that are more than is held: keep, or mend (cancel, make smaller)")
    .option("--preview", "say what would be done as it stands now, and change nothing")
    .option("--reason <text>", "why, for whoever looks later")
    .action((options: SetOptions) => withProtection(options, (at) => set(at, options)));
  for (const decision of ["approve", "reject", "withdraw"] as const)
    described(command.command(decision))
      .description(`${decision} a change that waits`)
      .argument("<change>", "its id")
      .option("--note <text>", "for whoever asked")
      .action((changeId: string, options: Options & { readonly note?: string }) =>
        withProtection(options, async ({ flows, actor }) => {
          const done = await flows.decideProtection(actor, { changeId, decision, note: options.note ?? null });
          return done.ok ? sayChange(done.value, options) : refuse(done.error, SENTENCES, options);
        }),
      );
}

async function withProtection(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async ({ deps, ...house }) => {
    const actor = await actorFor({ deps, ...house }, options.as);
    if (actor === null) return fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    const { makeProtectionFlows } = await import("@/server/flows/risk/protection/policy-flows");
    return work({ flows: makeProtectionFlows(deps), actor, options, deps });
  });
}

async function show(at: Here): Promise<void> {
  const accountId = await accountOf(at);
  if (accountId === null) return undefined;
  const read = await at.flows.readProtection(at.actor, accountId);
  if (!read.ok) return refuse(read.error, SENTENCES, at.options);
  return at.options.json === true ? print(JSON.stringify(read.value)) : say(read.value);
}

async function set(at: Here, options: SetOptions): Promise<void> {
  const accountId = await accountOf(at);
  if (accountId === null) return undefined;
  const read = await at.flows.readProtection(at.actor, accountId);
  if (!read.ok) return refuse(read.error, SENTENCES, options);
  const { mode, after, distance, surplus } = options;
  const terms = {
    ...read.value.policy.terms,
    ...(mode === undefined ? {} : { mode }),
    ...(after === undefined ? {} : { afterSeconds: Number(after) }),
    ...(distance === undefined ? {} : { distance: Number(distance) }),
    ...(surplus === undefined ? {} : { surplus }),
  };
  if (options.preview === true) {
    const seen = await at.flows.previewProtection(at.actor, { accountId, terms });
    if (!seen.ok) return refuse(seen.error, SENTENCES, options);
    if (options.json === true) return print(JSON.stringify(seen.value));
    if (seen.value.plans.length === 0) print("Nothing: stops cover all that is held, and none is too many.");
    for (const plan of seen.value.plans) print(planWords(plan));
    return undefined;
  }
  const asked = await at.flows.askProtection(at.actor, { accountId, terms, reason: options.reason ?? "" });
  return asked.ok ? sayChange(asked.value, options) : refuse(asked.error, SENTENCES, options);
}

function sayChange(change: ProtectionChangeView, { json }: Options): void {
  if (json === true) print(JSON.stringify(change));
  else if (change.state === "waiting") print(`Change ${change.changeId} waits for a second person.`);
  else print(`Change ${change.changeId} is ${change.state.replace("_", " ")}: ${termsWords(change.terms)}`);
}

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;

function say(view: ProtectionView): void {
  const { positions, orphans, policy, plans, events } = view;
  print(`${view.account}, ${new Date(view.asOf).toISOString()}: uncovered for ${seconds(view.unprotectedMs)} today`);
  if (positions.length === 0) print("Nothing is held.");
  for (const { symbol, qty, covered, state, since, unprotectedMs } of positions)
    print(
      [
        symbol,
        `${covered} of ${qty} covered`,
        state,
        since === null ? "" : `uncovered for ${seconds(view.asOf - since)}`,
        `${seconds(unprotectedMs)} today`,
      ].join("\t"),
    );
  for (const { symbol, orderId } of orphans) print(`! ${symbol}: stop ${orderId} is left that nothing is held for`);
  print(`policy\t${termsWords(policy.terms)}`);
  for (const plan of plans)
    if (minds(policy.terms, plan.fault))
      print(`next\t${planWords(plan)}${plan.dueAt === null ? "" : `, at ${new Date(plan.dueAt).toISOString()}`}`);
  for (const { changeId, state, terms, askedBy, reason } of policy.changes)
    if (state === "waiting") print(`waits\t${changeId}\t${termsWords(terms)}\t${askedBy}\t${reason}`);
  for (const { at, symbol, event, facts } of events)
    print(`${new Date(at).toISOString()}\t${symbol}\t${event}\t${JSON.stringify(facts)}`);
}

const MODE_WORDS = {
  none: "a missing stop is shown, nothing more",
  alert: "you are told of a missing stop",
  rearm: "a missing stop is placed",
} as const;

function termsWords({ mode, afterSeconds, distance, surplus }: ProtectionChangeView["terms"]): string {
  const after = mode === "none" && surplus === "keep" ? "" : ` after ${afterSeconds} s`;
  const where = mode === "rearm" ? `, at the last one's price or ${distance} of the price away` : "";
  return `${MODE_WORDS[mode]}${mode === "none" ? "" : after}${where}; ${surplus === "mend" ? `stops too many are canceled or made smaller${after}` : "stops too many are left"}`;
}

const WHY_WORDS = {
  policy: "is told",
  halted: "no stop is placed while trading is halted",
  no_price: "no stop is placed without a fresh price",
  below_lot: "less than a lot cannot be ordered",
  below_tick: "a stop so far from its price has none",
  may_open: "it may open something, so it stays",
} as const;

function planWords({ symbol, fault, amount, act }: ProtectionPlan): string {
  const what = `${symbol}: ${amount} ${fault === "uncovered" ? "uncovered" : "too many"}`;
  switch (act.kind) {
    case "wait":
      return `${what}, something of it is under way: nothing is done yet`;
    case "tell":
      return `${what}, ${WHY_WORDS[act.why]}`;
    case "place":
      return `${what}, a stop to ${act.side} ${act.qty} at ${act.stopPrice} (${act.from === "last_stop" ? "the last one's price" : "its distance"})`;
    case "mend":
      return `${what}, ${act.cancel} canceled${act.reduceTo === null ? "" : `, one made smaller, to ${act.reduceTo}`}`;
    default:
      return assertNever(act, "planWords");
  }
}

const SENTENCES: Sentences = {
  ...ORDER_SENTENCES,
  "protection.terms_malformed": ({ expected }) => `It takes ${expected}.`,
  "protection.reason_missing": ({ max }) => `Say why, with --reason, in 1 to ${max} characters.`,
  "protection.nothing_changes": () => "That is what stands already: name what is to be different.",
  "protection.not_yours": () => "Risk and administrators let this change in; whoever asked for it may withdraw it.",
  "protection.second_person": () => "It is let in by somebody else than who asked for it.",
  "protection.change_not_found": () => "There is no such change to see: bifrost protection shows those that wait.",
  "protection.changed_since": () => "The policy was changed since this was asked for: ask again.",
  "protection.decided_already": ({ outcome }) => `Somebody decided about it already: it is ${outcome}.`,
  "protection.change_expired": () => "Nobody let it in for a week, so it expired: ask again.",
};
