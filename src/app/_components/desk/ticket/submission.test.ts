import { describe, expect, it } from "vitest";
import type { Failure } from "@/app/_lib/failure";
import { EDITING, nextSubmission, type Submission, type SubmissionAction } from "./submission";

const request: Extract<SubmissionAction, { type: "previewed" }>["request"] = {
  accountId: "paper",
  symbol: "ACME",
  side: "buy",
  qty: "10",
  ordType: "market",
  limitPrice: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  timeInForce: "day",
  expireAt: null,
  reduceOnly: false,
  postOnly: false,
  takeProfit: null,
  stopLoss: null,
  algo: null,
};
const failure = (kind: Failure["kind"]): Failure => ({
  kind,
  path: null,
  facts: {},
  issues: [],
  requestId: null,
  retryable: true,
});
const preview = { type: "previewed", request } as const;
const send = (key: string) => ({ type: "sent", key }) as const;
const lost = { type: "failed", failure: failure("connection.lost"), atMs: 5 } as const;
const run = (...actions: readonly SubmissionAction[]): Submission => actions.reduce(nextSubmission, EDITING);

describe("one draft makes one order", () => {
  it("keeps the first key at a double click", () => {
    expect(run(preview, send("a"), send("b"))).toMatchObject({ status: "sending", key: "a", tries: 1 });
  });

  it("sends nothing that was not previewed", () => {
    expect(run(send("a"))).toEqual(EDITING);
    expect(run(preview, { type: "edited" }, send("a"))).toEqual(EDITING);
  });

  it("asks again after a lost answer with the same key and the same request", () => {
    expect(run(preview, send("a"), lost, { type: "asked_again" })).toEqual({
      status: "sending",
      request,
      key: "a",
      tries: 2,
    });
  });

  it("neither edits nor sends while the answer is unknown", () => {
    const unknown = run(preview, send("a"), lost);
    expect(unknown).toMatchObject({ status: "unknown", sinceMs: 5, key: "a" });
    for (const action of [{ type: "edited" }, preview, send("b")] as const)
      expect(nextSubmission(unknown, action)).toBe(unknown);
  });

  it("treats a fault of the server as unknown and a refusal as nothing sent", () => {
    const fault = { type: "failed", failure: failure("server.fault"), atMs: 5 } as const;
    expect(run(preview, send("a"), fault).status).toBe("unknown");
    const refusal = failure("input.invalid");
    expect(run(preview, send("a"), { type: "failed", failure: refusal, atMs: 5 })).toEqual({
      status: "editing",
      failure: refusal,
    });
  });

  it("is ready for the next order once the answer is here, and a late failure changes nothing", () => {
    expect(run(preview, send("a"), { type: "answered" })).toEqual(EDITING);
    expect(run(preview, send("a"), { type: "answered" }, lost)).toEqual(EDITING);
    expect(run(preview, send("a"), lost, { type: "given_up" })).toEqual(EDITING);
  });
});
