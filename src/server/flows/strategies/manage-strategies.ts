import { err, ok, type Result, type SqlPort } from "@/modules/_kernel";
import type { StoredStrategy } from "@/modules/strategy";
import { makeOwnStrategyStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import type { Actor, Answer } from "../contract";
import type { CatalogEntry, StrategiesFlows } from "../contract/strategies";
import type { AppError } from "../errors";
import { changeable, findReadable } from "./access";
import { readDetail } from "./read-strategies";
import { checkSource, type SaveDeps, saveVersion } from "./save-strategy";

type ManageFlows = Pick<
  StrategiesFlows,
  "saveStrategy" | "rollBackStrategy" | "archiveStrategy" | "shareStrategy" | "checkStrategy"
>;

interface Change {
  readonly action: string;
  readonly details: Readonly<Record<string, boolean>>;
  readonly make: (tx: SqlPort, strategy: StoredStrategy) => Promise<void>;
}

/** Own strategies as their authors change them. */
export function makeManageStrategies(deps: SaveDeps): ManageFlows {
  const store = makeOwnStrategyStore(deps.sql);

  const change = async (actor: Actor, slug: string, { action, details, make }: Change): Answer<CatalogEntry> => {
    const done = await deps.transactions.run(async (tx): Promise<Result<null, AppError>> => {
      const mine = await changeable(deps, actor, slug, await store.lock(tx, slug));
      if (!mine.ok) return mine;
      await make(tx, mine.value);
      await appendAudit(tx, { actor, action, subjectType: "strategy", subjectId: slug, details });
      return ok(null);
    });
    if (!done.ok) return done;
    const detail = await readDetail(deps, actor, slug);
    if (!detail.ok) return detail;
    const { newest: _, ...entry } = detail.value;
    return ok(entry);
  };

  return {
    saveStrategy: (actor, input) => saveVersion(deps, actor, { ...input, rolledBackTo: null }),
    async rollBackStrategy(actor, { slug, to, from }) {
      const found = await findReadable(deps, actor, slug);
      if (!found.ok) return found;
      const version = await store.readVersion(found.value.strategyId, to);
      if (version === null) {
        return err({ kind: "strategy.version_unknown", path: "to", facts: { slug, number: to } });
      }
      const { source } = version;
      const note = `As version ${to} was`;
      return saveVersion(deps, actor, { slug, kind: found.value.kind, source, note, from, rolledBackTo: to });
    },
    archiveStrategy: (actor, slug, archived) =>
      change(actor, slug, {
        action: archived ? "strategy.archive" : "strategy.restore",
        details: { archived },
        make: (tx, { strategyId }) => store.setArchived(tx, strategyId, archived),
      }),
    shareStrategy: (actor, slug, shared) =>
      change(actor, slug, {
        action: "strategy.share",
        details: { shared },
        make: (tx, { strategyId }) => store.setShared(tx, strategyId, shared),
      }),
    async checkStrategy(_, input) {
      const checked = await checkSource(deps.kinds, input);
      if (!checked.ok) return checked;
      const { diagnostics, made } = checked.value;
      return ok({ diagnostics, facts: made?.facts ?? null });
    },
  };
}
