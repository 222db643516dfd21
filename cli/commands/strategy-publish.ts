import { type Command, InvalidArgumentError } from "commander";
import type { Result } from "@/modules/_kernel";
import type { StrategyParams } from "@/modules/strategy";
import type { Actor } from "@/server/flows/contract";
import type { PublicationLine, PublicationUse, PublishInput } from "@/server/flows/contract/publications";
import type { StrategiesFlows } from "@/server/flows/contract/strategies";
import type { AppError } from "@/server/flows/errors";
import { fail, type Sentences } from "../refusal";
import { readParam } from "./read-param";

/** `bifrost strategy publish` and what belongs to it: what traders may run of what is not their own. */

/** What every command of strategies takes. */
export interface Options {
  readonly json?: true;
  readonly as?: string;
}

/** Where a command of strategies runs. */
export interface Here {
  readonly flows: StrategiesFlows;
  readonly actor: Actor;
  readonly options: Options;
  /** Id of whoever has the address; null: nobody. */
  readonly userIdOf: (email: string) => Promise<string | null>;
}

/** What the commands of strategies share. */
export interface Tools {
  readonly named: (usage: string, description: string) => Command;
  readonly here: (options: Options, work: (at: Here) => Promise<void>) => Promise<void>;
  readonly tell: <T>(at: Here, answer: Result<T, AppError>, words: (value: T) => readonly string[]) => void;
}

interface PublishOptions extends Options {
  readonly to?: readonly string[];
  readonly preset: PublishInput["presets"];
  readonly bound: PublishInput["bounds"];
  readonly free?: true;
  readonly note: string;
}

export function registerPublishing({ named, here, tell }: Tools): void {
  named("publish", "let people deploy and backtest exactly one version; without presets, with its defaults")
    .argument("<strategy>", "a built-in name, <slug>@<version>, or <slug> for the newest")
    .option("--to <email...>", "for these people; without it, for everybody who trades")
    .option("--preset <name:param=value,...>", "values under a name; may be given several times", readPreset, [])
    .option("--bound <param=least..most>", "a number that may move; may be given several times", readBound, {})
    .option("--free", "any parameters that the strategy takes")
    .option("--note <text>", "what they should know", "")
    .action((strategy: string, options: PublishOptions) =>
      here(options, async (at) => {
        const people = await peopleOf(at, options.to ?? null);
        if (people === undefined) return;
        const { preset: presets, bound: bounds, note } = options;
        const input = { strategy, presets, bounds, isFree: options.free === true, people, note };
        tell(at, await at.flows.publishStrategy(at.actor, input), (line) => [lineOf(line)]);
      }),
    );
  named("publications", "what is published, newest first; for administrators")
    .option("--withdrawn", "those that were withdrawn too")
    .action((options: Options & { readonly withdrawn?: true }) =>
      here(options, async (at) => {
        const query = { withdrawn: options.withdrawn === true };
        tell(at, await at.flows.listPublications(at.actor, query), (lines) => lines.map(lineOf));
      }),
    );
  named("withdraw", "let nothing new begin by a publication; says what runs on it")
    .argument("<publication>", "its id")
    .action((publicationId: string, options: Options) =>
      here(options, async (at) => tell(at, await at.flows.withdrawPublication(at.actor, publicationId), useLines)),
    );
  named("publication-terms", "whether traders deploy only what is published to them; with an option, set it")
    .option("--required <yes|no>", "of strategies that are not their own", readYesNo)
    .action((options: Options & { readonly required?: boolean }) =>
      here(options, async (at) => {
        const terms =
          options.required === undefined
            ? ({ ok: true, value: await at.flows.readPublicationTerms(at.actor) } as const)
            : await at.flows.setPublicationTerms(at.actor, { isRequired: options.required });
        tell(at, terms, ({ isRequired }) => [
          isRequired
            ? "Traders deploy of what is not their own only what is published to them."
            : "Traders deploy built-in and shared strategies without a publication.",
        ]);
      }),
    );
}

/** Ids of people by their addresses; undefined: said already whose there is none of. */
async function peopleOf(at: Here, emails: readonly string[] | null): Promise<readonly string[] | null | undefined> {
  if (emails === null) return null;
  const ids: string[] = [];
  for (const email of emails) {
    const userId = await at.userIdOf(email);
    if (userId === null) {
      fail(`Nobody has the address ${email}: bifrost user list shows who there is.`);
      return undefined;
    }
    ids.push(userId);
  }
  return ids;
}

function valuesOf({ isFree, presets, bounds }: PublicationLine): string {
  if (isFree) return "any parameters";
  const names = presets.length === 0 ? "its defaults" : presets.map(({ name }) => name).join(", ");
  return [names, ...Object.entries(bounds).map(([name, { least, most }]) => `${name} ${least} to ${most}`)].join("; ");
}

const lineOf = (line: PublicationLine): string =>
  [
    line.publicationId,
    line.name,
    valuesOf(line),
    line.people === null ? "everybody who trades" : line.people.map(({ name }) => name).join(", "),
    `${line.running} running`,
    line.withdrawnAt === null ? "open" : `withdrawn ${new Date(line.withdrawnAt).toISOString()}`,
  ].join("\t");

const useLines = ({ publication, deployments }: PublicationUse): readonly string[] => [
  `${publication.name} is withdrawn: nothing new begins by it. ${deployments.length === 0 ? "Nothing runs on it." : "These go on:"}`,
  ...deployments.map(({ name, owner, state }) => `${name}\t${owner ?? "command line"}\t${state}`),
];

/** `name:param=value,param=value`. */
export function readPreset(given: string, before: PublishInput["presets"]): PublishInput["presets"] {
  const at = given.indexOf(":");
  const values = at === -1 ? [] : given.slice(at + 1).split(",");
  const named = values.filter((value) => value.trim() !== "");
  if (at < 1 || named.some((value) => value.indexOf("=") < 1))
    throw new InvalidArgumentError("a name, a colon and values, like calm:fast=5,slow=20.");
  const params = named.reduce<StrategyParams>((all, value) => readParam(value.trim(), all), {});
  return [...before, { name: given.slice(0, at), params }];
}

const BOUND = /^([^=]+)=(-?[\d.]+)\.\.(-?[\d.]+)$/;

/** `param=least..most`. */
export function readBound(given: string, before: PublishInput["bounds"]): PublishInput["bounds"] {
  const [, name, least, most] = BOUND.exec(given) ?? [];
  const range = { least: Number(least), most: Number(most) };
  if (name === undefined || Number.isNaN(range.least) || Number.isNaN(range.most))
    throw new InvalidArgumentError("a parameter and two numbers, like fast=5..20.");
  return { ...before, [name]: range };
}

function readYesNo(text: string): boolean {
  if (text !== "yes" && text !== "no") throw new InvalidArgumentError("yes or no.");
  return text === "yes";
}

/** What publishing is refused for, and what would pass. */
export const PUBLICATION_SENTENCES: Sentences = {
  "publication.not_found": ({ publicationId }) =>
    `There is no publication ${publicationId}: bifrost strategy publications shows them.`,
  "publication.not_yours": () => "What traders may run is the administrators' to say.",
  "publication.required": ({ strategy }) =>
    `${strategy} is not published to them: an administrator publishes it by bifrost strategy publish.`,
  "publication.other_version": ({ name, published }) => `${name} is not published to them. Published: ${published}.`,
  "publication.outside": ({ parameter, expected }) => `${parameter} is published with ${expected}.`,
  "publication.no_search": ({ strategy }) =>
    `${strategy} is published with values that were chosen: a search looks for others.`,
  "publication.withdrawn": ({ strategy }) => `The publication of ${strategy} is withdrawn.`,
  "publication.preset": ({ limit }) => `Up to ${limit} presets, each with a name of its own of 1 to 80 characters.`,
  "publication.bounds": ({ parameter, expected }) => `${parameter}: bounds are ${expected}.`,
  "publication.person": () => "Choose people who trade and may sign in.",
  "publication.narrowed": ({ email, strategy }) =>
    `${email} is narrowed to strategies without ${strategy}: bifrost user scope widens that.`,
  "publication.too_many": ({ limit }) => `${limit} publications are open already: withdraw one first.`,
};
