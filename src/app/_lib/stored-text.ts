import type { Read } from "./read";

/** The stored value, or null where there is none or an older version of the app wrote something else. */
export function parseStored<T>(text: string | null, read: Read<T>): T | null {
  if (text === null) return null;
  try {
    return read(JSON.parse(text)) ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
