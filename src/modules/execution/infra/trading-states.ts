import { z } from "zod";
import { EpochMs, type SqlPort } from "@/modules/_kernel";
import { type SetState, TRADING_STATES, type TradingState, type TradingStates } from "../domain/submit/trading-state";

/** The row of the whole house: no account can have this id. */
const HOUSE = "*";
/** Any number that nobody else locks. */
const TRADING_LOCK = 72_707_381;

const stateRows = z.array(
  z.object({
    account_id: z.string(),
    state: z.enum(TRADING_STATES),
    reason: z.string(),
    set_by: z.string().nullable(),
    set_at: z.date().transform((date) => EpochMs.of(date.getTime())),
  }),
);

/** The row of a deployment: no account can have such an id. */
const deploymentRow = (deploymentId: string) => `deployment:${deploymentId}`;

/** States of the house, of an account, and of the deployment whose order it is. */
export async function readTradingStates(
  sql: SqlPort,
  accountId: string,
  deploymentId: string | null = null,
): Promise<TradingStates> {
  const strategyRow = deploymentId === null ? null : deploymentRow(deploymentId);
  const rows = stateRows.parse(
    await sql.$queryRaw`
      SELECT account_id, state, reason, set_by, set_at FROM trading_state
      WHERE account_id IN (${HOUSE}, ${accountId}, ${strategyRow}) LIMIT 3`,
  );
  const of = (id: string): SetState | null => {
    const row = rows.find((each) => each.account_id === id);
    return row === undefined ? null : { state: row.state, reason: row.reason, by: row.set_by, since: row.set_at };
  };
  const strategy = strategyRow === null ? {} : { strategy: of(strategyRow) };
  return { all: of(HOUSE), account: of(accountId), ...strategy };
}

const stampRows = z.array(z.object({ stamp: z.string() }));

/** A text that differs as soon as any trading state does: of the house, of an account, of a deployment. */
export async function readStatesStamp(sql: SqlPort): Promise<string> {
  const [row] = stampRows.parse(
    await sql.$queryRaw`
      SELECT count(*) || ' ' || coalesce(sum(xmin::text::bigint), 0) || ' ' || coalesce(max(xmin::text::bigint), 0) AS stamp
      FROM trading_state LIMIT 1`,
  );
  return row?.stamp ?? "";
}

/**
 * The states for whoever lets an order pass: until that transaction ends nobody changes them, so that a halt that was answered
 * lets nothing more through.
 */
export async function holdTradingStates(
  tx: SqlPort,
  accountId: string,
  deploymentId: string | null = null,
): Promise<TradingStates> {
  // Asked together, answered in this order.
  const [, states] = await Promise.all([
    tx.$queryRaw`SELECT pg_advisory_xact_lock_shared(${TRADING_LOCK}::bigint)::text`,
    readTradingStates(tx, accountId, deploymentId),
  ]);
  return states;
}

/** Whose state is set. */
export type StateScope =
  | { readonly of: "all" }
  | { readonly of: "account"; readonly accountId: string }
  | { readonly of: "deployment"; readonly deploymentId: string };

function rowOf(scope: StateScope): string {
  if (scope.of === "all") return HOUSE;
  return scope.of === "account" ? scope.accountId : deploymentRow(scope.deploymentId);
}

/** Sets a state. Waits for whoever lets an order pass meanwhile. */
export async function setTradingState(
  tx: SqlPort,
  scope: StateScope,
  { state, reason, by, since }: SetState & { readonly state: TradingState },
): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(${TRADING_LOCK}::bigint)::text`;
  await tx.$executeRaw`
    INSERT INTO trading_state (account_id, state, reason, set_by, set_at)
    VALUES (${rowOf(scope)}, ${state}, ${reason}, ${by}, ${new Date(since)})
    ON CONFLICT (account_id) DO UPDATE SET state = excluded.state, reason = excluded.reason, set_by = excluded.set_by,
      set_at = excluded.set_at`;
}
