import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeUploads, type Uploads } from "./index";

const BYTES_MAX = 1_000_000;
let dataDir: string;
let uploads: Uploads;
const never = new AbortController().signal;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "bifrost-uploads-"));
  let next = 0;
  uploads = makeUploads({ dataDir, newId: () => `upload-${++next}`, bytesMax: BYTES_MAX });
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

async function* chunks(...texts: readonly string[]) {
  for (const text of texts) yield Buffer.from(text);
}

const left = () => readdirSync(join(dataDir, "uploads"));

describe("uploads", () => {
  it("keeps the bytes, their number and their hash", async () => {
    const stored = await uploads.store("spy daily.csv", chunks("date,close\n", "2020-01-02,1\n"), never);
    const sha256 = createHash("sha256").update("date,close\n2020-01-02,1\n").digest("hex");
    expect(stored).toEqual({ ok: true, value: { uploadId: "upload-1", fileName: "spy daily.csv", bytes: 24, sha256 } });
    const found = await uploads.find("upload-1");
    expect(readFileSync(found?.path ?? "", "utf8")).toBe("date,close\n2020-01-02,1\n");
  });

  it("refuses an empty file and leaves nothing", async () => {
    expect(await uploads.store("empty.csv", chunks(), never)).toMatchObject({ error: { kind: "upload.empty" } });
    expect(left()).toEqual([]);
  });

  it("stops at the limit and leaves nothing", async () => {
    const huge = async function* () {
      const block = Buffer.alloc(64 * 1024);
      for (let bytes = 0; bytes <= BYTES_MAX; bytes += block.length) yield block;
    };
    const answer = await uploads.store("huge.csv", huge(), never);
    expect(answer).toMatchObject({ error: { kind: "upload.too_large", facts: { maximumBytes: BYTES_MAX } } });
    expect(left()).toEqual([]);
  });

  it("leaves nothing when the sender goes away", async () => {
    const broken = async function* () {
      yield Buffer.from("half");
      throw new Error("connection reset");
    };
    await expect(uploads.store("half.csv", broken(), never)).rejects.toThrow("connection reset");
    expect(left()).toEqual([]);
  });

  it.each(["../../etc/passwd", "upload-9", "", "a/b"])("knows no upload %j", async (uploadId) => {
    expect(await uploads.find(uploadId)).toBeNull();
  });

  it("removes what is old, and only that", async () => {
    await uploads.store("a.csv", chunks("x"), never);
    expect(await uploads.prune(60_000, Date.now())).toBe(0);
    expect(await uploads.prune(0, Date.now() + 60_000)).toBe(2);
    expect(await uploads.find("upload-1")).toBeNull();
  });
});
