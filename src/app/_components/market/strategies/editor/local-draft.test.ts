import { describe, expect, it } from "vitest";
import { type DraftStorage, draftKey, keepDraft, readDraft } from "./local-draft";

const DRAFT = { source: "export default 1;\n", base: 3, keptAtMs: 1_700_000_000_000 };
const KEY = draftKey("u1", "my-cross");

function memory(): DraftStorage {
  const held = new Map<string, string>();
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, text) => void held.set(key, text),
    removeItem: (key) => void held.delete(key),
  };
}

const full: DraftStorage = {
  getItem: () => null,
  setItem: () => {
    throw new DOMException("full", "QuotaExceededError");
  },
  removeItem: () => undefined,
};

describe("the draft of a browser", () => {
  it("is read back as it was kept", () => {
    const storage = memory();
    expect(keepDraft(storage, KEY, DRAFT)).toBe(true);
    expect(readDraft(storage, KEY)).toEqual(DRAFT);
  });

  it("is gone once it is taken away", () => {
    const storage = memory();
    keepDraft(storage, KEY, DRAFT);
    keepDraft(storage, KEY, null);
    expect(readDraft(storage, KEY)).toBeNull();
  });

  it("is one person's own", () => {
    const storage = memory();
    keepDraft(storage, KEY, DRAFT);
    expect(readDraft(storage, draftKey("u2", "my-cross"))).toBeNull();
  });

  it("says when it could not be kept", () => {
    expect(keepDraft(full, KEY, DRAFT)).toBe(false);
  });

  it.each(["", "{", "7", '{"source":1}'])("is none where %j stands in its place", (text) => {
    const storage = memory();
    storage.setItem(KEY, text);
    expect(readDraft(storage, KEY)).toBeNull();
  });
});
