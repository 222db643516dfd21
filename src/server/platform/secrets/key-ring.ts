import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { newKeyText, type SealKey, sealKeyOf } from "./seal";

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
/** Keys of before that are still tried; more rotations than that without sealing anew are none. */
const KEYS_MAX = 5;

/** The keys of this installation: what is sealed is sealed under the first, what was sealed before opens under any. */
export interface KeyRing {
  /** Newest first, at least one. Makes the first key when there is none. */
  keys(): Promise<readonly [SealKey, ...SealKey[]]>;
  /** Puts a fresh key in front. Null where keys come from the environment: whoever set them sets the new one. */
  addKey(): Promise<SealKey | null>;
  /** Forgets all but the newest. Only after everything was sealed anew. */
  dropOld(): Promise<void>;
}

/** The key ring is malformed: a person must mend it, and nothing may be sealed meanwhile. Never says what it holds. */
export class KeyRingError extends Error {
  override readonly name = "KeyRingError";
}

/** Keys from `BIFROST_SECRETS_KEY` (newest first, commas between), else from `<data>/keys/secrets-key`, one a line. */
export function openKeyRing(dataDir: string, fromEnvironment: string | null): KeyRing {
  if (fromEnvironment !== null) {
    const given = parse(fromEnvironment.split(","), "BIFROST_SECRETS_KEY");
    return { keys: async () => given, addKey: async () => null, dropOld: async () => undefined };
  }
  const folder = join(dataDir, "keys");
  const path = join(folder, "secrets-key");
  const read = async () => parse((await readFile(path, "utf8")).trim().split("\n"), path);
  return {
    async keys() {
      await createOnce(folder, path);
      return read();
    },
    async addKey() {
      await createOnce(folder, path);
      const lines = (await readFile(path, "utf8")).trim().split("\n");
      await replace(path, [newKeyText(), ...lines].slice(0, KEYS_MAX));
      return (await read())[0];
    },
    async dropOld() {
      const [newest = ""] = (await readFile(path, "utf8")).trim().split("\n");
      await replace(path, [newest]);
    },
  };
}

function parse(lines: readonly string[], where: string): readonly [SealKey, ...SealKey[]] {
  const keys = lines.map((line) => sealKeyOf(line.trim()));
  const [first, ...others] = keys.filter((key) => key !== null);
  if (first === undefined || keys.includes(null)) {
    throw new KeyRingError(`${where} holds something that is no key: each is 64 hexadecimal characters.`);
  }
  return [first, ...others];
}

/** Of several processes that come first together, one makes the file and the others find it. */
async function createOnce(folder: string, path: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  try {
    const file = await open(path, "wx", PRIVATE_FILE);
    try {
      await file.writeFile(`${newKeyText()}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

async function replace(path: string, lines: readonly string[]): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  const file = await open(part, "w", PRIVATE_FILE);
  try {
    await file.writeFile(`${lines.join("\n")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, path);
}
