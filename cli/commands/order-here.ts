import type { Actor } from "@/server/flows/contract";
import type { OrderFlows } from "@/server/flows/contract/algos";
import type { FlowDeps } from "@/server/flows/deps";
import { actorFor, withHouse } from "../house";
import { fail } from "../refusal";

/** What every command about orders begins with: who asks, on which account. */

export interface Options {
  readonly as?: string;
  readonly json?: boolean;
  readonly account?: string;
  readonly key?: string;
}

export interface Here {
  readonly flows: OrderFlows;
  readonly actor: Actor;
  readonly options: Options;
  readonly deps: FlowDeps;
}

export async function here(options: Options, work: (at: Here) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const [{ makeTradingFlows }, { makeAlgoFlows }] = await Promise.all([
      import("@/server/flows/trading/trading-flows"),
      import("@/server/flows/trading/algo/algo-flows"),
    ]);
    const actor = await actorFor(house, options.as);
    if (actor === null) fail(`Nobody has the address ${options.as}: bifrost user list shows who there is.`);
    else {
      const flows = { ...makeTradingFlows(house.deps), ...makeAlgoFlows(house.deps) };
      await work({ flows, actor, options, deps: house.deps });
    }
  });
}

export const keyOf = ({ options, deps }: Here): string => options.key ?? deps.newId();

/** The account that is meant: named, or the only one. Null when there is none, which is said. */
export async function accountOf({
  actor,
  options,
  deps,
}: Pick<Here, "actor" | "options" | "deps">): Promise<string | null> {
  const { makeAccountStore } = await import("@/modules/portfolio/server");
  const wanted = options.account;
  const store = makeAccountStore();
  const all = await (actor.userId === null ? store.list(deps.sql, null) : store.listVisible(deps.sql, actor.userId));
  // What nobody named is the person's own.
  const isOwn = (ownerId: string) => actor.userId === null || ownerId === actor.userId;
  const open = all.filter(({ archivedAt, kind, ownerId }) => archivedAt === null && kind === "paper" && isOwn(ownerId));
  const [found, another] =
    wanted === undefined ? open : all.filter(({ accountId, name }) => accountId === wanted || name === wanted);
  if (found !== undefined && another === undefined) return found.accountId;
  // Whether somebody may use an account that is not theirs is for the flow to say.
  if (found === undefined && wanted !== undefined) return wanted;
  const choices = (found === undefined ? [] : open).map(({ accountId, name }) => `${accountId} (${name})`).join(", ");
  fail(
    found === undefined
      ? "There is no paper account: bifrost account create makes one."
      : `Say which account with --account: ${choices}.`,
  );
  return null;
}
