import type { Command } from "commander";
import { z } from "zod";
import { EpochMs } from "@/modules/_kernel";
import type { Actor } from "@/server/flows/contract";
import type { AlertFlows, AlertView } from "@/server/flows/contract/alerts";
import { actorFor, withHouse } from "../house";
import { readJsonFile } from "../json-file";
import { fail, print, refuse, type Sentences } from "../refusal";

/** `bifrost alert`: what people want to be told of when it happens. */

interface Options {
  readonly json?: boolean;
  readonly as?: string;
}

interface Here {
  readonly flows: AlertFlows;
  readonly actor: Actor;
  readonly options: Options;
}

const HISTORY_SHOWN = 100;

export function register(program: Command): void {
  const command = program.command("alert").description("what people want to be told of when it happens");
  const named = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .requiredOption("--as <email>", "whose")
      .option("--json", "as JSON on standard output");

  named("list", "alerts, and how each stands").action((options: Options) =>
    here(options, async ({ flows, actor }) => {
      const listed = await flows.listAlerts(actor);
      if (!listed.ok) return refuse(listed.error, SENTENCES, options);
      if (options.json === true) return print(JSON.stringify(listed.value));
      if (listed.value.length === 0) return print("There are no alerts.");
      return listed.value.forEach(printAlert);
    }),
  );
  named("price", "tell when a price is above or below a level, or crosses it")
    .argument("<symbol>", "of which instrument")
    .argument("<is>", "above, below or crosses")
    .argument("<level>", "such as 101.5")
    .option("--repeat", "each time, not only once")
    .action((symbol: string, is: string, level: string, options: Options & { readonly repeat?: boolean }) => {
      const file = {
        name: `${symbol} ${is} ${level}`,
        terms: { kind: "price", symbol, is, level },
        repeats: options.repeat === true,
      };
      return here(options, (at) => create(at, file, "the alert"));
    });
  named(
    "create",
    "an alert as JSON: {name, terms, severity, repeats, coolDownS, expiresAt}; alert list --json shows the form",
  )
    .argument("<file>", "where it is written, - for standard input")
    .action((file: string, options: Options) =>
      here(options, async (at) => {
        const read = await readJsonFile(file);
        return read.ok ? create(at, read.value, file) : fail(read.error);
      }),
    );
  for (const [name, status] of [
    ["pause", "paused"],
    ["resume", "active"],
  ] as const)
    named(name, `${name} an alert`)
      .argument("<alert>", "its id")
      .action((alertId: string, options: Options) =>
        here(options, async ({ flows, actor }) => say(await flows.setAlertStatus(actor, alertId, status), options)),
      );
  named("delete", "delete an alert, with its history")
    .argument("<alert>", "its id")
    .action((alertId: string, options: Options) =>
      here(options, async ({ flows, actor }) => {
        const done = await flows.deleteAlert(actor, alertId);
        return done.ok ? print("It is deleted.") : refuse(done.error, SENTENCES, options);
      }),
    );
  named("history", "each time that one fired, newest first").action((options: Options) => here(options, history));
}

async function here(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const { makeAlertFlows } = await import("@/server/flows/alerts/manage-alerts");
    const actor = await actorFor(house, options.as);
    if (actor === null) fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    else await work({ flows: makeAlertFlows(house.deps), actor, options });
  });
}

async function create({ flows, actor, options }: Here, given: unknown, where: string): Promise<void> {
  const { AlertTermsSchema } = await import("@/server/flows/alerts/terms");
  const Alert = z.strictObject({
    name: z.string(),
    terms: AlertTermsSchema,
    severity: z.enum(["info", "warning", "failure"]).default("warning"),
    repeats: z.boolean().default(false),
    coolDownS: z.number().default(0),
    expiresAt: z.iso.datetime({ error: "a moment such as 2027-01-31T16:00:00Z" }).nullable().default(null),
  });
  const parsed = Alert.safeParse(given);
  if (!parsed.success) return fail(`${where}: ${z.prettifyError(parsed.error)}`);
  const { expiresAt, ...alert } = parsed.data;
  const ends = expiresAt === null ? null : EpochMs.of(Date.parse(expiresAt));
  return say(await flows.createAlert(actor, { ...alert, expiresAt: ends }), options);
}

function say(answer: Awaited<ReturnType<AlertFlows["createAlert"]>>, options: Options): void {
  if (!answer.ok) refuse(answer.error, SENTENCES, options);
  else if (options.json === true) print(JSON.stringify(answer.value));
  else printAlert(answer.value);
}

function printAlert({ alertId, status, name, terms, reading, firedCount }: AlertView): void {
  print([alertId, status, name, JSON.stringify(terms), reading ?? "", `fired ${firedCount}`].join("\t"));
}

async function history({ flows, actor, options }: Here): Promise<void> {
  const { sayNotification } = await import("@/server/flows/notifications/say-notification");
  const listed = await flows.listFirings(actor, { alertId: null, cursor: null, limit: HISTORY_SHOWN });
  if (!listed.ok) return refuse(listed.error, SENTENCES, options);
  if (options.json === true) return print(JSON.stringify(listed.value.rows));
  if (listed.value.rows.length === 0) return print("No alert has fired.");
  for (const { at, messageKey, facts } of listed.value.rows)
    print(`${new Date(at).toISOString()}\t${sayNotification(messageKey, facts)}`);
}

const SENTENCES: Sentences = {
  "alert.not_found": ({ alertId }) => `This person has no alert ${alertId}: bifrost alert list shows them.`,
  "alert.too_many": ({ max }) => `This person has ${max} alerts: delete one first.`,
  "alert.name_malformed": ({ max }) => `A name has 1 to ${max} characters.`,
  "alert.cool_down_malformed": ({ max }) => `coolDownS takes a whole number from 0 to ${max}.`,
  "alert.expiry_past": () => "expiresAt is over: choose a later moment.",
  "alert.expired": ({ name }) => `"${name}" has run out: make a new one.`,
  "alert.silence_too_short": ({ least, resolution }) =>
    `A bar of ${resolution} comes that long after the one before: seconds takes ${least} or more.`,
  "deployment.not_found": ({ deploymentId }) => `This person sees no deployed strategy ${deploymentId}.`,
  "instrument.not_found": ({ symbol }) => `There is no instrument ${symbol}.`,
  "account.not_found": ({ accountId }) => `This person sees no account ${accountId}.`,
};
