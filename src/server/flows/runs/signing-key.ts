import { generateKeyPairSync } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** The key that exported runs are signed with, PEM. Made on first use, as `<data>/keys/run-signing-key`, for its owner only. */
export async function readSigningKey(dataDir: string): Promise<string> {
  const folder = join(dataDir, "keys");
  const path = join(folder, "run-signing-key");
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  await createOnce(path);
  return readFile(path, "utf8");
}

/** Of several processes that come first together, one makes the file and the others find it. */
async function createOnce(path: string): Promise<void> {
  try {
    const file = await open(path, "wx", PRIVATE_FILE);
    try {
      const { privateKey } = generateKeyPairSync("ed25519");
      await file.writeFile(privateKey.export({ type: "pkcs8", format: "pem" }));
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
