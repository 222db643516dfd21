import { z } from "zod";
import type { SqlPort, UserId } from "@/modules/_kernel";
import type { KeyRing } from "./key-ring";
import { seal, unseal } from "./seal";

/** The parts of one secret by name: `{ keyId, secretKey }`. */
export type SecretValue = Readonly<Record<string, string>>;

/** What there is under a name. */
export type FoundSecret =
  | { readonly state: "open"; readonly value: SecretValue }
  | { readonly state: "none" }
  /** It is there, and no key of this installation opens it: it must be given again. */
  | { readonly state: "locked" };

/** That a secret is there, without it. */
export interface SecretMark {
  readonly name: string;
  readonly updatedAtMs: number;
}

/**
 * Secrets at rest: sealed with AES-256-GCM, readable only by processes that hold the key. No answer to a browser, no audit
 * row and no log line carries one: `read` is for adapters, at the moment of use.
 */
export interface Secrets {
  read(name: string): Promise<FoundSecret>;
  /** Which of these names there are. */
  marks(names: readonly string[]): Promise<readonly SecretMark[]>;
  /** Replaces what is there. The caller writes the audit row: the name, never the value. */
  write(tx: SqlPort, name: string, value: SecretValue, by: UserId | null): Promise<void>;
  /** False when there was none. */
  remove(tx: SqlPort, name: string): Promise<boolean>;
  /**
   * Seals everything under the newest key. Returns how many were sealed anew, and the names of those that no key opens; they
   * stay as they are.
   */
  sealAnew(tx: SqlPort): Promise<{ readonly sealed: number; readonly locked: readonly string[] }>;
}

/** Secrets of one installation: a few feeds and brokers, and the authenticator of each person. */
const SECRETS_MAX = 5_000;

const Value = z.record(z.string(), z.string());
const Rows = z.array(z.object({ name: z.string(), key_id: z.string(), sealed: z.instanceof(Uint8Array) }));
const MarkRows = z.array(z.object({ name: z.string(), updated_at: z.date() }));

export function makeSecrets({ sql, ring }: { readonly sql: SqlPort; readonly ring: KeyRing }): Secrets {
  const openRow = async ({ name, key_id, sealed }: z.output<typeof Rows>[number]): Promise<SecretValue | null> => {
    const keys = await ring.keys();
    for (const key of keys.toSorted((a, b) => Number(b.id === key_id) - Number(a.id === key_id))) {
      const text = unseal(sealed, key, name);
      if (text !== null) return Value.parse(JSON.parse(text));
    }
    return null;
  };
  const put = async (tx: SqlPort, name: string, value: SecretValue, by: UserId | null) => {
    const [key] = await ring.keys();
    const sealed = seal(JSON.stringify(value), key, name);
    await tx.$executeRaw`
      INSERT INTO secret (name, key_id, sealed, updated_by) VALUES (${name}, ${key.id}, ${sealed}, ${by})
      ON CONFLICT (name) DO UPDATE
        SET key_id = excluded.key_id, sealed = excluded.sealed, updated_by = excluded.updated_by, updated_at = now()`;
  };
  return {
    async read(name) {
      const [row] = Rows.parse(
        await sql.$queryRaw`SELECT name, key_id, sealed FROM secret WHERE name = ${name} LIMIT 1`,
      );
      if (row === undefined) return { state: "none" };
      const value = await openRow(row);
      return value === null ? { state: "locked" } : { state: "open", value };
    },
    async marks(names) {
      const rows = await sql.$queryRaw`
        SELECT name, updated_at FROM secret WHERE name = ANY (${names}::text[]) ORDER BY name LIMIT ${SECRETS_MAX}`;
      return MarkRows.parse(rows).map(({ name, updated_at }) => ({ name, updatedAtMs: updated_at.getTime() }));
    },
    write: put,
    async remove(tx, name) {
      return (await tx.$executeRaw`DELETE FROM secret WHERE name = ${name}`) > 0;
    },
    async sealAnew(tx) {
      const [newest] = await ring.keys();
      const rows = Rows.parse(
        await tx.$queryRaw`
          SELECT name, key_id, sealed FROM secret WHERE key_id <> ${newest.id} ORDER BY name LIMIT ${SECRETS_MAX} FOR UPDATE`,
      );
      const locked: string[] = [];
      for (const row of rows) {
        const value = await openRow(row);
        if (value === null) {
          locked.push(row.name);
          continue;
        }
        const sealed = seal(JSON.stringify(value), newest, row.name);
        await tx.$executeRaw`UPDATE secret SET key_id = ${newest.id}, sealed = ${sealed} WHERE name = ${row.name}`;
      }
      return { sealed: rows.length - locked.length, locked };
    },
  };
}
