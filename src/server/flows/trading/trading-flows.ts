import type { Actor } from "../contract";
import type { TradingFlows } from "../contract/trading";
import type { FlowDeps } from "../deps";
import { roleOf, type Sight, seesAll } from "./access";
import { makeOrderReadFlows } from "./read-orders";

/** Joins the flows about orders. */
export function makeTradingFlows(
  deps: Pick<FlowDeps, "sql" | "prisma">,
): Pick<TradingFlows, "listOrders" | "listFills" | "readOrder"> {
  const sightOf = async (actor: Actor): Promise<Sight> =>
    seesAll(await roleOf(deps.prisma, actor)) ? { all: true } : { all: false, accountIds: [] };
  return makeOrderReadFlows({ ...deps, sightOf });
}
