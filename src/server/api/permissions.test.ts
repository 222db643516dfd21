import { TRPCError } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { EpochMs, SessionId, UserId } from "@/modules/_kernel";
import type { Flows, Role } from "../flows/contract";
import type { RequestContext } from "./context";
import { appRouter, makeCaller } from "./root";
import { NEEDS } from "./testing/needs";

type Caller = "nobody" | Role;
/** What each may do, the lower ones included. */
const MAY: Readonly<Record<Caller, readonly string[]>> = {
  nobody: ["nobody"],
  viewer: ["nobody", "viewer"],
  trader: ["nobody", "viewer", "trader"],
  risk: ["nobody", "viewer", "trader"],
  admin: ["nobody", "viewer", "trader", "admin"],
};

/** Flows that only say that they were reached. */
const REACHED = new Error("reached");
const flows = new Proxy({} as Flows, {
  get: () => () => {
    throw REACHED;
  },
});

function contextOf(caller: Caller): RequestContext {
  const userId = UserId.of("user-1");
  const session =
    caller === "nobody"
      ? null
      : {
          sessionId: SessionId.of("session-1"),
          provedAt: EpochMs.of(0),
          factorDue: false,
          user: {
            userId,
            email: "a@example.com",
            name: "",
            role: caller,
            timeZone: "UTC",
            preferences: {
              theme: "system",
              pnlColors: "safe",
              density: "compact",
              language: "auto",
              tour: "seen",
            } as const,
          },
        };
  return {
    requestId: "request-1",
    session,
    actor: { kind: "user", userId: session === null ? null : userId, requestId: "request-1" },
    flows,
    live: {
      show: () => {
        throw REACHED;
      },
    },
    nowMs: () => EpochMs.of(0),
  };
}

/** `refused` when the caller is turned away; `open` when their input or the flow is looked at. */
async function knock(caller: Caller, path: string): Promise<"refused" | "open"> {
  const target: unknown = path
    .split(".")
    .reduce<unknown>((at, name) => Reflect.get(Object(at), name), makeCaller(contextOf(caller)));
  if (typeof target !== "function") throw new Error(`${path} is no procedure`);
  try {
    await target(undefined);
    return "open";
  } catch (error) {
    if (error === REACHED || !(error instanceof TRPCError)) return "open";
    return error.code === "UNAUTHORIZED" || error.code === "FORBIDDEN" ? "refused" : "open";
  }
}

describe("who may call what", () => {
  it("is decided for every procedure", () => {
    // oxlint-disable-next-line no-underscore-dangle -- tRPC offers no other list of a router's procedures
    expect(Object.keys(NEEDS).toSorted()).toEqual(Object.keys(appRouter._def.procedures).toSorted());
  });

  for (const caller of ["nobody", "viewer", "trader", "risk", "admin"] as const) {
    it.each(Object.entries(NEEDS))(`${caller}: %s needs %s`, async (path, needs) => {
      expect(await knock(caller, path)).toBe(MAY[caller].includes(needs) ? "open" : "refused");
    });
  }
});
