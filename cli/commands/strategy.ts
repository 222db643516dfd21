import { readFile } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import type { Result } from "@/modules/_kernel";
import type { Diagnostic, StrategyKind } from "@/server/flows/contract/strategies";
import type { AppError } from "@/server/flows/errors";
import { actorFor, withHouse } from "../house";
import { EXIT_REFUSED, fail, print, refuse, type Sentences } from "../refusal";
import { lineDiff } from "./line-diff";
import { type Here, type Options, PUBLICATION_SENTENCES, registerPublishing } from "./strategy-publish";

/** `bifrost strategy`: strategies that people wrote, and their versions. A backtest takes them by `--strategy <slug>@<version>`. */

const VERSIONS_SHOWN = 100;

export function register(program: Command): void {
  const command = program.command("strategy").description("strategies that people wrote, and their versions");
  const named = (usage: string, description: string) =>
    command
      .command(usage)
      .description(description)
      .option("--as <email>", "for this person; without it, as an administrator of this machine")
      .option("--json", "as JSON on standard output");
  named("list", "built-in strategies, and own ones that you may see")
    .option("--archived", "those that were archived too")
    .action((options: Options & { readonly archived?: true }) =>
      here(options, (at) => list(at, options.archived === true)),
    );
  named("examples", "strategies to begin with; of one its source")
    .argument("[name]", "as the list shows it")
    .action((name: string | undefined, options: Options) => here(options, (at) => examples(at, name)));
  named("show", "the source of a version")
    .argument("<slug>", "as the list shows it")
    .option("--version <number>", "without it, the newest", whole)
    .action((slug: string, options: Options & { readonly version?: number }) =>
      here(options, (at) => show(at, slug, options.version)),
    );
  named("check", "check a source and keep nothing; errors by line and column")
    .argument("<file>", "TypeScript, or JSON of rules")
    .action((file: string, options: Options) => here(options, (at) => check(at, file)));
  named("save", "check a source and keep it as the next version")
    .argument("<slug>", "its name; a new one makes a new strategy")
    .argument("<file>", "TypeScript, or JSON of rules")
    .option("--note <text>", "what changed", "")
    .action((slug: string, file: string, options: Options & { readonly note: string }) =>
      here(options, (at) => save(at, { slug, file, note: options.note })),
    );
  named("versions", "versions, newest first")
    .argument("<slug>", "as the list shows it")
    .action((slug: string, options: Options) => here(options, (at) => versions(at, slug)));
  named("diff", "what differs between two versions")
    .argument("<slug>", "as the list shows it")
    .argument("<left>", "number of a version", whole)
    .argument("<right>", "number of a version", whole)
    .action((slug: string, left: number, right: number, options: Options) =>
      here(options, (at) => diff(at, slug, { left, right })),
    );
  named("rollback", "keep a new version that is equal to an old one")
    .argument("<slug>", "as the list shows it")
    .argument("<version>", "number of the old one", whole)
    .action((slug: string, to: number, options: Options) => here(options, (at) => rollBack(at, slug, to)));
  registerPublishing({ named, here, tell });
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("a whole number from 1.");
  return value;
}

async function here(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const [{ makeStrategiesFlows }, { STRATEGY_KINDS }, { findUserByEmail }] = await Promise.all([
      import("@/server/flows/strategies/strategies-flows"),
      import("@/server/flows/strategies/kinds"),
      import("@/server/platform/identity"),
    ]);
    const userIdOf = async (email: string) => (await findUserByEmail(house.deps.prisma, email))?.view.userId ?? null;
    const actor = await actorFor(house, options.as);
    if (actor === null) fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    else await work({ flows: makeStrategiesFlows(house.deps, STRATEGY_KINDS), actor, options, userIdOf });
  });
}

/** Prints what there is to print of an answer, or why there is none. */
function tell<T>({ options }: Here, answer: Result<T, AppError>, words: (value: T) => readonly string[]): void {
  if (!answer.ok) refuse(answer.error, SENTENCES, options);
  else if (options.json === true) print(JSON.stringify(answer.value));
  else for (const line of words(answer.value)) print(line);
}

async function list(at: Here, archived: boolean): Promise<void> {
  const entries = await at.flows.listCatalog(at.actor, { archived });
  tell(at, { ok: true, value: entries }, () =>
    entries.map(({ slug, origin, kind, version, title, author, archived: isOld }) =>
      [slug, origin === "built-in" ? origin : `${kind} ${version}`, title, author ?? "", isOld ? "archived" : ""].join(
        "\t",
      ),
    ),
  );
}

async function examples(at: Here, name: string | undefined): Promise<void> {
  const all = at.flows.listStrategyExamples();
  const found = all.filter((example) => name === undefined || example.name === name);
  if (found.length === 0) fail(`There is no example "${name}": there are ${all.map((each) => each.name).join(", ")}.`);
  else
    tell(at, { ok: true, value: found }, () =>
      found.map((each) => (name === undefined ? `${each.name}\t${each.title}` : each.source.trimEnd())),
    );
}

async function show(at: Here, slug: string, number: number | undefined): Promise<void> {
  const detail = await at.flows.findStrategyDetail(at.actor, slug);
  if (!detail.ok) return tell(at, detail, () => []);
  const wanted = number ?? detail.value.newest.number;
  tell(at, await at.flows.readStrategyVersion(at.actor, slug, wanted), ({ source }) => [source.trimEnd()]);
}

const lineOf = (file: string, { line, column, severity, message }: Diagnostic) =>
  `${file}:${line}:${column}: ${severity}: ${message}`;

async function check(at: Here, file: string): Promise<void> {
  const read = await readSource(file);
  if (read === null) return;
  const checked = await at.flows.checkStrategy(at.actor, read);
  tell(at, checked, ({ diagnostics, facts }) => [
    ...diagnostics.map((each) => lineOf(file, each)),
    ...(facts === null ? [] : [`${facts.title}: ${facts.parameters.map(({ name }) => name).join(", ")}`]),
  ]);
  if (checked.ok && checked.value.facts === null) process.exitCode = EXIT_REFUSED;
}

interface Saved {
  readonly slug: string;
  readonly file: string;
  readonly note: string;
}

async function save(at: Here, { slug, file, note }: Saved): Promise<void> {
  const read = await readSource(file);
  if (read === null) return;
  const before = await at.flows.findStrategyDetail(at.actor, slug);
  const from = before.ok ? before.value.newest.number : null;
  tell(at, await at.flows.saveStrategy(at.actor, { ...read, slug, note, from }), ({ newest }) => [
    newest.number === from
      ? `${slug}@${from} has this source already`
      : `saved ${slug}@${newest.number} ${newest.hash}`,
  ]);
}

async function readSource(file: string): Promise<{ readonly kind: StrategyKind; readonly source: string } | null> {
  try {
    return { kind: file.endsWith(".json") ? "rules" : "code", source: await readFile(file, "utf8") };
  } catch (error) {
    fail(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

async function versions(at: Here, slug: string): Promise<void> {
  tell(at, await at.flows.listStrategyVersions(at.actor, slug, VERSIONS_SHOWN), (all) =>
    all.map(({ number, savedAtMs, hash, author, note }) =>
      [number, new Date(savedAtMs).toISOString(), hash.slice(0, 12), author ?? "", note].join("\t"),
    ),
  );
}

async function diff(at: Here, slug: string, numbers: { readonly left: number; readonly right: number }): Promise<void> {
  tell(at, await at.flows.compareStrategyVersions(at.actor, slug, numbers), ({ left, right }) => {
    const lines = lineDiff(left.source, right.source);
    return lines ?? [`Versions ${left.number} and ${right.number} differ in too many lines to compare them here.`];
  });
}

async function rollBack(at: Here, slug: string, to: number): Promise<void> {
  const detail = await at.flows.findStrategyDetail(at.actor, slug);
  if (!detail.ok) return tell(at, detail, () => []);
  const from = detail.value.newest.number;
  tell(at, await at.flows.rollBackStrategy(at.actor, { slug, to, from }), ({ newest }) => [
    `saved ${slug}@${newest.number}, which is as version ${to} was`,
  ]);
}

const SENTENCES: Sentences = {
  ...PUBLICATION_SENTENCES,
  "strategy.not_found": ({ name, known }) => `There is no strategy ${name}: there are ${known}.`,
  "strategy.params_invalid": ({ name }) => `${name} does not take these parameters:`,
  "strategy.archived": ({ slug }) => `${slug} is archived: bring it back first.`,
  "strategy.unknown": ({ slug }) => `There is no strategy ${slug} that you may see: bifrost strategy list shows them.`,
  "strategy.version_unknown": ({ slug, number }) =>
    `${slug} has no version ${number}: bifrost strategy versions ${slug} shows them.`,
  "strategy.not_yours": ({ slug }) => `${slug} is somebody else's: save it under a name of your own.`,
  "strategy.slug_invalid": ({ slug, expected }) => `"${slug}" cannot be the name: it takes ${expected}.`,
  "strategy.slug_taken": ({ slug }) => `${slug} is taken: choose another name.`,
  "strategy.changed": ({ slug, newest }) => `Somebody saved ${slug}@${newest} meanwhile: look at it, then save again.`,
  "strategy.source_invalid": () => "It has errors and was not kept:",
  "strategy.source_too_large": ({ bytes, limit }) => `The source has ${bytes} bytes, and at most ${limit} are kept.`,
  "strategy.note_too_long": ({ limit }) => `A note has at most ${limit} characters.`,
  "strategy.kind_unsupported": ({ kind }) =>
    `This strategy is not of the kind "${kind}": code is a .ts file, rules are a .json file.`,
};
