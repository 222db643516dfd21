import { createHash, timingSafeEqual } from "node:crypto";
import { readFile, rm } from "node:fs/promises";

/** The one-time token of the address that `npm start` printed: a file of mode 0600 that set-up deletes. */
export interface SetUpToken {
  /** Compared in constant time. False when there is no token. */
  matches(given: string): Promise<boolean>;
  /** Set-up is done: the token is worth nothing from here on. May be called twice. */
  discard(): Promise<void>;
}

export function makeSetUpToken(file: string): SetUpToken {
  return {
    async matches(given) {
      const stored = await readToken(file);
      return stored !== null && timingSafeEqual(digest(stored), digest(given));
    },
    discard: () => rm(file, { force: true }),
  };
}

async function readToken(file: string): Promise<string | null> {
  try {
    const text = (await readFile(file, "utf8")).trim();
    return text === "" ? null : text;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Equal lengths for the comparison, whatever was given. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
