import { TRPCError } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { err } from "@/modules/_kernel";
import { unwrap } from "./errors";
import { formatError } from "./format-error";

function thrownBy(work: () => unknown): TRPCError {
  try {
    work();
  } catch (error) {
    if (error instanceof TRPCError) return error;
  }
  throw new Error("no refusal was thrown");
}

describe("errors on their way out", () => {
  it("carry a refusal as data, with the code of its kind", () => {
    const refusal = { kind: "backtest.window_empty", path: "from", facts: { symbol: "SPY" } } as const;
    const error = thrownBy(() => unwrap(err(refusal)));
    expect(error.code).toBe("UNPROCESSABLE_CONTENT");
    expect(formatError(error, "req-1")).toEqual({
      message: "backtest.window_empty",
      data: { requestId: "req-1", appError: refusal, issues: [] },
    });
  });

  it("never carry a fault's own words", () => {
    const cause = new Error('relation "secret" does not exist at db.internal:5432');
    const error = new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: cause.message, cause });
    expect(formatError(error, "req-2")).toEqual({
      message: "server.fault",
      data: { requestId: "req-2", appError: null, issues: [] },
    });
  });

  it("keep the words of a refusal that is itself an internal one", () => {
    const error = thrownBy(() => unwrap(err({ kind: "upload.disk_full" })));
    expect(error.code).toBe("INTERNAL_SERVER_ERROR");
    expect(formatError(error, null)).toMatchObject({
      message: "upload.disk_full",
      data: { appError: { kind: "upload.disk_full" } },
    });
  });

  it("name the inputs that the edge refused", () => {
    const parsed = z.object({ params: z.object({ fast: z.number("a number") }) }).safeParse({ params: { fast: "x" } });
    const error = new TRPCError({ code: "BAD_REQUEST", cause: parsed.error });
    expect(formatError(error, null)).toMatchObject({
      message: "input.invalid",
      data: { issues: [{ path: "params.fast", message: "a number" }] },
    });
  });
});
