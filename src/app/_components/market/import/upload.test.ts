import { describe, expect, it } from "vitest";
import { toFailure } from "@/app/_lib/failure";
import { readUploadAnswer } from "./upload";

function failureOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    return toFailure(error);
  }
  return null;
}

describe("readUploadAnswer", () => {
  it("takes what the server stored", () => {
    const answer = { uploadId: "u1", bytes: 12, sha256: "ab" };
    expect(readUploadAnswer(201, JSON.stringify(answer), null)).toEqual(answer);
  });

  it("throws the refusal with its kind", () => {
    const body = JSON.stringify({ error: { kind: "upload.too_large", facts: { bytesMax: 5 } } });
    expect(failureOf(() => readUploadAnswer(413, body, "r1"))).toMatchObject({
      kind: "upload.too_large",
      requestId: "r1",
    });
  });

  it.each([
    [413, "<html>too large</html>", "upload.too_large"],
    [500, "", "server.fault"],
    [200, "ok", "server.fault"],
    [201, '{"uploadId":1}', "server.fault"],
  ])("makes a failure of status %i with %j", (status, text, kind) => {
    expect(failureOf(() => readUploadAnswer(status, text, null))?.kind).toBe(kind);
  });
});
