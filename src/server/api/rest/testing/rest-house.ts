import { join } from "node:path";
import { UserId } from "@/modules/_kernel";
import { makeFlows } from "../../../container";
import type { KeyScope } from "../../../flows/contract";
import { makeAuthenticateKey } from "../../../flows/people/authenticate-key";
import { openTradingHouse } from "../../../flows/trading/testing/trading-house";
import { insertUser, makeApiThrottle, makeGuessThrottle } from "../../../platform/identity";
import { handleRest, type RestParts } from "../handle";

interface KeyWish {
  readonly scope?: KeyScope;
  readonly accountIds?: readonly string[] | null;
}

/** A trading house that programs speak to: its people, keys of theirs, and requests with them. */
export async function openRestHouse() {
  const house = await openTradingHouse();
  const { deps, clock, database } = house;
  await deps.records.run((tx) =>
    insertUser(tx, {
      userId: UserId.of("ada"),
      email: "ada@example.com",
      name: "Ada",
      role: "admin",
      passwordHash: "",
      timeZone: "UTC",
    }),
  );
  const flows = makeFlows(deps, {
    setupTokenFile: join(deps.dataDir, "no-setup-token"),
    publicUrl: "http://localhost:3000",
    proofs: makeGuessThrottle(database.db.pool, "proof"),
    installation: { usesRedis: false, hasTls: false, trustsProxy: false },
  });
  const throttle = makeApiThrottle(database.db.pool, { requests: 100_000, wrongKeys: 100_000 });
  const parts: RestParts = {
    flows,
    authenticateKey: makeAuthenticateKey({ sql: deps.sql, clock, throttle }),
    logger: deps.log,
    live: { show: () => Promise.resolve(true) },
    nowMs: clock.nowMs,
    newId: deps.newId,
  };
  /** `<id>.<secret>` of a new key of that person. */
  const tokenOf = async (who: string, { scope = "trade", accountIds = null }: KeyWish = {}) => {
    const actor = { kind: "user", userId: UserId.of(who), requestId: "test" } as const;
    const made = await flows.createApiKey(actor, { name: "test", scope, accountIds, lifetimeDays: null });
    if (!made.ok) throw new Error(made.error.kind);
    return `${made.value.key.keyId}.${made.value.secret}`;
  };
  const ask = (
    method: string,
    path: string,
    init: { readonly token?: string | null; readonly body?: unknown; readonly headers?: Record<string, string> } = {},
  ) => {
    const { token = null, body, headers = {} } = init;
    return handleRest(
      new Request(`http://127.0.0.1:3000/api/v1${path}`, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          "x-bifrost-client-ip": "192.0.2.1",
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
      parts,
    );
  };
  return { ...house, flows, parts, tokenOf, ask };
}

export type RestHouse = Awaited<ReturnType<typeof openRestHouse>>;
