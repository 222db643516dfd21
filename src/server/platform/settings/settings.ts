import { z } from "zod";
import type { UserId } from "@/modules/_kernel";
import type { RecordTx } from "../../infra/prisma";

/** Facts of this installation that people chose. One row a fact, each with a schema. */
const SCHEMAS = {
  /** ISO 4217 or a crypto code: what totals are shown in. */
  "base-currency": z.string().regex(/^[A-Z]{3,5}$/),
  /** IANA name: the zone of whoever has chosen none. */
  "time-zone": z.string().min(1),
} as const;

export type SettingKey = keyof typeof SCHEMAS;
type SettingValue<K extends SettingKey> = z.infer<(typeof SCHEMAS)[K]>;

/** The part of a client or transaction that reads and writes settings. */
type SettingRows = Pick<RecordTx, "setting">;

/** The value, or `fallback` where nobody has chosen yet. A stored value that does not parse is a fault. */
export async function readSetting<K extends SettingKey>(
  { setting }: SettingRows,
  key: K,
  fallback: SettingValue<K>,
): Promise<SettingValue<K>> {
  const row = await setting.findUnique({ where: { key }, select: { value: true } });
  return row === null ? fallback : SCHEMAS[key].parse(row.value);
}

export async function writeSetting<K extends SettingKey>(
  { setting }: SettingRows,
  key: K,
  { value, by }: { readonly value: SettingValue<K>; readonly by: UserId | null },
): Promise<void> {
  const data = { value, updatedBy: by };
  await setting.upsert({ where: { key }, create: { key, ...data }, update: data });
}
