import { z } from "zod";
import type { SqlPort, UserId } from "@/modules/_kernel";

/** Facts of this installation that people chose. One row a fact, each with a schema. */
const SCHEMAS = {
  /** ISO 4217 or a crypto code: what totals are shown in. */
  "base-currency": z.string().regex(/^[A-Z]{3,5}$/),
  /** IANA name: the zone of whoever has chosen none. */
  "time-zone": z.string().min(1),
} as const;

export type SettingKey = keyof typeof SCHEMAS;
type SettingValue<K extends SettingKey> = z.infer<(typeof SCHEMAS)[K]>;

/** The value, or `fallback` where nobody has chosen yet. A stored value that does not parse is a fault. */
export async function readSetting<K extends SettingKey>(
  sql: SqlPort,
  key: K,
  fallback: SettingValue<K>,
): Promise<SettingValue<K>> {
  const [row] = z
    .array(z.object({ value: z.unknown() }))
    .parse(await sql.$queryRaw`SELECT value FROM setting WHERE key = ${key} LIMIT 1`);
  return row === undefined ? fallback : SCHEMAS[key].parse(row.value);
}

export async function writeSetting<K extends SettingKey>(
  tx: SqlPort,
  key: K,
  { value, by }: { readonly value: SettingValue<K>; readonly by: UserId | null },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO setting (key, value, updated_by) VALUES (${key}, ${JSON.stringify(value)}::jsonb, ${by})
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_by = excluded.updated_by, updated_at = now()`;
}
