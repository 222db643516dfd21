import type { Command } from "commander";
import { z } from "zod";
import type { Actor } from "@/server/flows/contract";
import type { DeliveryView, NewChannel, NotificationFlows } from "@/server/flows/contract/notifications";
import { actorFor, withHouse } from "../house";
import { readJsonFile } from "../json-file";
import { fail, print, refuse, type Sentences } from "../refusal";

/** `bifrost notify`: how people are told things outside of the app, and what became of each message. */

interface Options {
  readonly json?: boolean;
  readonly as?: string;
}

interface LogOptions extends Options {
  readonly status?: string;
  readonly limit: string;
}

interface Here {
  readonly flows: NotificationFlows;
  readonly actor: Actor;
  readonly options: Options;
}

const STATUSES: readonly DeliveryView["status"][] = [
  "queued",
  "sending",
  "sent",
  "delivered",
  "acknowledged",
  "failed",
];
const LOG_MAX = 200;

export function register(program: Command): void {
  const command = program.command("notify").description("what people are told outside of the app");
  const named = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option("--as <email>", "for this person")
      .option("--json", "as JSON on standard output");

  named("channels", "the channels of --as").action((options: Options) => here(options, channels));
  named("add", "add a channel for --as; the secret of a webhook is printed once")
    .argument("<kind>", "email, telegram or webhook; push is added in a browser")
    .argument("<name>", "what it is called")
    .argument("<address>", "the e-mail address, the chat's id, or the webhook's address")
    .action((kind: string, name: string, address: string, options: Options) =>
      here(options, (at) => add(at, { kind, name, address })),
    );
  named("remove", "remove a channel of --as")
    .argument("<channel>", "its name or id")
    .action((channel: string, options: Options) =>
      onChannel(options, channel, async ({ flows, actor }, channelId) => {
        const done = await flows.removeChannel(actor, channelId);
        if (!done.ok) return refuse(done.error, SENTENCES, options);
        return print("It is removed.");
      }),
    );
  named("test", "send a message by a channel of --as, and say what the other side answered")
    .argument("<channel>", "its name or id")
    .action((channel: string, options: Options) => onChannel(options, channel, test));
  named("log", "what became of messages: of --as; without it, of everybody")
    .option("--status <status>", `only ${STATUSES.join(", ")}`)
    .option("--limit <number>", `how many, up to ${LOG_MAX}`, "50")
    .action((options: LogOptions) => here(options, (at) => log(at, options)));
  named("retry", "send a message that failed once more")
    .argument("<delivery>", "its id in the log")
    .action((deliveryId: string, options: Options) =>
      here(options, async ({ flows, actor }) => {
        const done = await flows.retryDelivery(actor, deliveryId);
        if (!done.ok) return refuse(done.error, SENTENCES, options);
        return print(options.json === true ? JSON.stringify(done.value) : "It is sent again within seconds.");
      }),
    );
  named("rules", "which notifications of --as go where, as JSON")
    .option("--set <file>", "replace them by those of this file")
    .action((options: Options & { readonly set?: string }) => here(options, (at) => rules(at, options.set)));
}

async function here(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const { makeNotificationFlows } = await import("@/server/flows/notifications/notification-flows");
    const actor = await actorFor(house, options.as);
    if (actor === null) fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    else await work({ flows: makeNotificationFlows(house.deps), actor, options });
  });
}

async function channels({ flows, actor, options }: Here): Promise<void> {
  const listed = await flows.listChannels(actor);
  if (!listed.ok) return refuse(listed.error, SENTENCES, options);
  if (options.json === true) return print(JSON.stringify(listed.value));
  if (listed.value.length === 0) return print("There are no channels: bifrost notify add makes one.");
  for (const { channelId, kind, name, address, state, stateNote } of listed.value)
    print([channelId, kind, state, name, address, stateNote ?? ""].join("\t"));
}

async function add(
  { flows, actor, options }: Here,
  { kind, name, address }: { readonly kind: string; readonly name: string; readonly address: string },
): Promise<void> {
  const input = channelOf(kind, name, address);
  if (input === null) return fail(`A kind is email, telegram or webhook, was "${kind}".`);
  const made = await flows.addChannel(actor, input);
  if (!made.ok) return refuse(made.error, SENTENCES, options);
  if (options.json === true) return print(JSON.stringify(made.value));
  const { channel, secret } = made.value;
  print(`channel\t${channel.channelId}`);
  if (secret !== null) print(`secret\t${secret}`);
}

function channelOf(kind: string, name: string, address: string): NewChannel | null {
  if (kind === "email") return { kind, name, address };
  if (kind === "telegram") return { kind, name, chatId: address };
  return kind === "webhook" ? { kind, name, url: address } : null;
}

async function onChannel(
  options: Options,
  named: string,
  work: (at: Here, channelId: string) => Promise<void>,
): Promise<void> {
  await here(options, async (at) => {
    const listed = await at.flows.listChannels(at.actor);
    if (!listed.ok) return refuse(listed.error, SENTENCES, options);
    const found = listed.value.find(({ channelId, name }) => channelId === named || name === named);
    if (found === undefined)
      return fail(`"${named}" is no channel of this person: bifrost notify channels shows them.`);
    return work(at, found.channelId);
  });
}

async function test({ flows, actor, options }: Here, channelId: string): Promise<void> {
  const sent = await flows.testChannel(actor, channelId);
  if (!sent.ok) return refuse(sent.error, SENTENCES, options);
  if (options.json === true) print(JSON.stringify(sent.value));
  else print(`${sent.value.status}\t${sent.value.answer ?? ""}`);
  if (sent.value.status === "failed") process.exitCode = 1;
}

async function log({ flows, actor }: Here, { status: wanted, limit, as, json }: LogOptions): Promise<void> {
  const status = STATUSES.find((each) => each === wanted) ?? null;
  if (wanted !== undefined && status === null)
    return fail(`--status is one of ${STATUSES.join(", ")}, was "${wanted}".`);
  const count = Number(limit);
  if (!(Number.isInteger(count) && count >= 1 && count <= LOG_MAX))
    return fail(`--limit takes a whole number from 1 to ${LOG_MAX}, was "${limit}".`);
  const { rows } = await flows.listDeliveries(actor, {
    everybody: as === undefined,
    status,
    cursor: null,
    limit: count,
  });
  if (json === true) return print(JSON.stringify(rows));
  if (rows.length === 0) return print("No such message was sent.");
  for (const { deliveryId, createdAt, status: stands, who, targetName, attempts, answer, about } of rows)
    print(
      [
        deliveryId,
        new Date(createdAt).toISOString(),
        stands,
        who,
        targetName,
        about?.messageKey ?? "test",
        `${attempts} tries`,
        answer ?? "",
      ].join("\t"),
    );
}

const Rules = z.array(
  z.strictObject({
    kinds: z.array(z.string()),
    leastSeverity: z.enum(["info", "warning", "failure"]),
    steps: z.array(
      z.strictObject({ channelId: z.string().nullable(), personId: z.string().nullable(), afterMinutes: z.number() }),
    ),
  }),
);

async function rules({ flows, actor, options }: Here, file: string | undefined): Promise<void> {
  if (file === undefined) {
    const read = await flows.readNotifyRules(actor);
    return read.ok ? print(JSON.stringify(read.value, null, 2)) : refuse(read.error, SENTENCES, options);
  }
  const read = await readJsonFile(file);
  if (!read.ok) return fail(read.error);
  const parsed = Rules.safeParse(read.value);
  if (!parsed.success) return fail(`${file}: ${z.prettifyError(parsed.error)}`);
  const saved = await flows.saveNotifyRules(actor, parsed.data);
  return saved.ok ? print(JSON.stringify(saved.value, null, 2)) : refuse(saved.error, SENTENCES, options);
}

const SENTENCES: Sentences = {
  "notify.needs_person": () => "Channels belong to a person: say whose with --as.",
  "notify.name_malformed": ({ max }) => `A name has 1 to ${max} characters.`,
  "notify.name_taken": ({ name }) => `This person has a channel "${name}" already.`,
  "notify.too_many": ({ max }) => `This person has ${max} channels: remove one first.`,
  "notify.url_malformed": () => "A whole address begins with https:// or http:// and holds no password.",
  "notify.address_private": () =>
    "The address is inside this network: an administrator can allow that under Admin > Channels.",
  "notify.email_malformed": () => "An e-mail address looks like ada@example.com.",
  "notify.email_not_yours": ({ email }) => `Mail goes to the person's own address, ${email}.`,
  "notify.chat_malformed": () => "A chat's id is a whole number.",
  "notify.step_unknown": () => "A step names a channel of this person, or somebody else who is risk or administrator.",
  "notify.steps_malformed": ({ max }) => `A rule has 1 to ${max} steps.`,
  "notify.minutes_malformed": ({ max }) => `afterMinutes takes a whole number from 0 to ${max}.`,
  "notify.too_many_rules": ({ max }) => `${max} rules are the most.`,
  "notify.delivery_not_found": () => "There is no such message: bifrost notify log shows them.",
  "notify.not_failed": ({ status }) => `The message is ${status}: only what failed can be sent again.`,
};
