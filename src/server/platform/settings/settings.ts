import { z } from "zod";
import type { UserId } from "@/modules/_kernel";
import type { RecordTx } from "../../infra/prisma";

/** Facts of this installation that people chose. One row a fact, each with a schema. */
interface Settings {
  /** ISO 4217 or a crypto code: what totals are shown in. */
  readonly "base-currency": string;
  /** IANA name: the zone of whoever has chosen none. */
  readonly "time-zone": string;
  /** How messages leave the house. Passwords, tokens and the monitor's address are secrets, not here. */
  readonly notify: {
    /** Where people reach the installation: what links in messages begin with. */
    readonly publicUrl: string | null;
    /** Whether webhooks and pushes may go to addresses inside the network. */
    readonly allowPrivate: boolean;
    readonly mail: {
      readonly host: string;
      readonly port: number;
      /** TLS from the first byte. */
      readonly secure: boolean;
      readonly user: string | null;
      readonly from: string;
    } | null;
  };
  /** What strategies are asked for before they go on: numbers by name, and what becomes of one that breaks them. */
  readonly "promotion-terms": {
    readonly terms: Readonly<Record<string, number>>;
    readonly demotion: "none" | "reduce_only" | "pause";
  };
  /** Whether traders deploy of others' strategies only what is published to them. */
  readonly "publication-terms": { readonly isRequired: boolean };
  /** Days that decisions of deployments are kept, those that wanted nothing apart; null: for ever. The database reads it itself. */
  readonly "decision-retention": { readonly days: number | null; readonly quietDays: number | null };
  /** The drill of the kill switch of each month; null: none. */
  readonly "halt-drill": {
    readonly plan: {
      readonly day: number;
      readonly accountId: string;
      readonly symbol: string;
      /** Milliseconds since 1970. */
      readonly setAt: number;
      readonly setBy: string | null;
    } | null;
  };
}

const mail = z.object({
  host: z.string(),
  port: z.number(),
  secure: z.boolean(),
  user: z.string().nullable(),
  from: z.string(),
});
const SCHEMAS: { readonly [K in keyof Settings]: z.ZodType<Settings[K]> } = {
  "base-currency": z.string().regex(/^[A-Z]{3,5}$/),
  "time-zone": z.string().min(1),
  notify: z.object({ publicUrl: z.string().nullable(), allowPrivate: z.boolean(), mail: mail.nullable() }),
  "promotion-terms": z.object({
    terms: z.record(z.string(), z.number()),
    demotion: z.enum(["none", "reduce_only", "pause"]),
  }),
  "publication-terms": z.object({ isRequired: z.boolean() }),
  "decision-retention": z.object({ days: z.int().nullable(), quietDays: z.int().nullable() }),
  "halt-drill": z.object({
    plan: z
      .object({
        day: z.number(),
        accountId: z.string(),
        symbol: z.string(),
        setAt: z.number(),
        setBy: z.string().nullable(),
      })
      .nullable(),
  }),
};

type SettingKey = keyof Settings;

/** The part of a client or transaction that reads and writes settings. */
type SettingRows = Pick<RecordTx, "setting">;

/** The value, or `fallback` where nobody has chosen yet. A stored value that does not parse is a fault. */
export async function readSetting<K extends SettingKey>(
  { setting }: SettingRows,
  key: K,
  fallback: Settings[K],
): Promise<Settings[K]> {
  const row = await setting.findUnique({ where: { key }, select: { value: true } });
  return row === null ? fallback : SCHEMAS[key].parse(row.value);
}

export async function writeSetting<K extends SettingKey>(
  { setting }: SettingRows,
  key: K,
  { value, by }: { readonly value: Settings[K]; readonly by: UserId | null },
): Promise<void> {
  const data = { value, updatedBy: by };
  await setting.upsert({ where: { key }, create: { key, ...data }, update: data });
}
