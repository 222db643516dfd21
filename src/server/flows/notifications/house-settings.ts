import { err, ok } from "@/modules/_kernel";
import { appendAudit } from "../../platform/audit";
import { readPing } from "../../platform/notify";
import { readSetting, writeSetting } from "../../platform/settings";
import type { Actor, Answer } from "../contract";
import type { NotifyHouse, NotifyHouseInput } from "../contract/notifications";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { DEAD_MAN_SECRET, MAIL_SECRET, NO_SETTINGS, TELEGRAM_SECRET } from "./open-channel";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "records" | "secrets">;

/** Telegram's form of a bot's token. */
const TOKEN = /^\d{1,20}:[A-Za-z0-9_-]{20,80}$/;

export async function readNotifyHouse({ sql, prisma, secrets }: Deps): Promise<NotifyHouse> {
  const settings = await readSetting(prisma, "notify", NO_SETTINGS);
  const marks = await secrets.marks([MAIL_SECRET, TELEGRAM_SECRET, DEAD_MAN_SECRET]);
  const has = (name: string) => marks.some((mark) => mark.name === name);
  return {
    ...settings,
    hasMailPassword: has(MAIL_SECRET),
    hasTelegramToken: has(TELEGRAM_SECRET),
    hasDeadManUrl: has(DEAD_MAN_SECRET),
    lastPing: has(DEAD_MAN_SECRET) ? await readPing(sql) : null,
  };
}

/** For administrators; the API holds them against that. */
export async function saveNotifyHouse(deps: Deps, actor: Actor, input: NotifyHouseInput): Answer<NotifyHouse> {
  const refused = refuseHouse(input);
  if (refused !== null) return err(refused);
  const { publicUrl, allowPrivate, mail } = input;
  const given = [
    { name: MAIL_SECRET, part: "password", value: input.mailPassword },
    { name: TELEGRAM_SECRET, part: "token", value: input.telegramToken },
    { name: DEAD_MAN_SECRET, part: "url", value: input.deadManUrl },
  ];
  await deps.records.run(async (tx) => {
    await writeSetting(tx, "notify", { value: { publicUrl, allowPrivate, mail }, by: actor.userId });
    for (const { name, part, value } of given) {
      if (value === null) await deps.secrets.remove(tx, name);
      else if (value !== undefined) await deps.secrets.write(tx, name, { [part]: value }, actor.userId);
    }
    await appendAudit(tx, {
      actor,
      action: "notify.set_house",
      subjectType: "setting",
      subjectId: "notify",
      details: {
        publicUrl,
        allowPrivate,
        mail,
        secretsGiven: given.filter(({ value }) => typeof value === "string").map(({ name }) => name),
        secretsRemoved: given.filter(({ value }) => value === null).map(({ name }) => name),
      },
    });
  });
  return ok(await readNotifyHouse(deps));
}

function refuseHouse({ publicUrl, mail, telegramToken, deadManUrl }: NotifyHouseInput): AppError | null {
  if (publicUrl !== null && !isWebAddress(publicUrl)) return { kind: "notify.url_malformed", path: "publicUrl" };
  if (typeof deadManUrl === "string" && !isWebAddress(deadManUrl))
    return { kind: "notify.url_malformed", path: "deadManUrl" };
  if (typeof telegramToken === "string" && !TOKEN.test(telegramToken))
    return { kind: "notify.token_malformed", path: "telegramToken" };
  if (mail !== null && !/^[A-Za-z0-9.:-]{1,253}$/.test(mail.host))
    return { kind: "notify.host_malformed", path: "mail.host" };
  if (mail !== null && !/^[^<>\r\n]{0,80}(?:<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(mail.from.trim()))
    return { kind: "notify.from_malformed", path: "mail.from" };
  return null;
}

/** http or https, without a password in it. */
export function isWebAddress(text: string): boolean {
  if (text.length > 2_000 || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === "https:" || protocol === "http:") && username === "" && password === "";
}
