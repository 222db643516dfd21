import { EpochMs, err, ok, type Result } from "@/modules/_kernel";
import type { StoredPreset } from "@/modules/strategy";
import { makePresetStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import type { Actor } from "../contract";
import type { StrategiesFlows, StrategyPreset } from "../contract/strategies";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { UNDO_WITHIN_MS } from "../undo";
import type { AccessDeps } from "./access";
import { publishedTo } from "./publications/binding";
import { publicationView } from "./publications/publication-views";
import { readAuthors } from "./views";

type Changes = "saveStrategyPreset" | "deleteStrategyPreset" | "restoreStrategyPreset";
type PresetFlows = Pick<StrategiesFlows, "listStrategyPresets" | Changes>;
type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "newId">;

/** Presets of one person, over all strategies. */
const PRESETS_MAX = 1_000;
const NAME_LENGTH_MAX = 80;

const presetView = ({ presetId, strategy, name, params, savedAtMs }: StoredPreset): StrategyPreset => ({
  presetId,
  strategy,
  name,
  params,
  savedAtMs,
  publication: null,
});

/** Presets that were published to somebody. */
async function publishedPresets(deps: AccessDeps, actor: Actor, strategy: string): Promise<readonly StrategyPreset[]> {
  const published = await publishedTo(deps, actor, strategy);
  if (published.length === 0) return [];
  const authors = await readAuthors(deps);
  return published.flatMap((each) => {
    const { publicationId, name, by, at, presets } = publicationView(each, authors);
    return presets.map((preset) => ({
      ...preset,
      strategy,
      savedAtMs: at,
      publication: { publicationId, name, by, at },
    }));
  });
}

/** Named sets of parameters. Each is its owner's: to others it does not exist, unless it is published to them. */
export function makePresetFlows(deps: Deps): PresetFlows {
  const store = makePresetStore(deps.sql);
  return {
    ...makePresetEnds(deps),
    async listStrategyPresets(actor, strategy) {
      const { userId } = actor;
      if (userId === null) return ok([]);
      const [own, published] = await Promise.all([
        store.list(userId, strategy),
        publishedPresets(deps, actor, strategy),
      ]);
      return ok([...own.map(presetView), ...published]);
    },

    async saveStrategyPreset(actor, input) {
      const { userId } = actor;
      if (userId === null) return err({ kind: "preset.needs_owner" });
      const name = input.name.trim();
      if (name === "" || name.length > NAME_LENGTH_MAX) {
        return err({ kind: "preset.name_malformed", path: "name", facts: { limit: NAME_LENGTH_MAX } });
      }
      const before = input.presetId === null ? null : await store.find(input.presetId);
      if (input.presetId !== null && (before?.ownerId !== userId || before.strategy !== input.strategy)) {
        return err(notFound(input.presetId));
      }
      const presetId = input.presetId ?? deps.newId();
      const saved = await deps.transactions.run(async (tx): Promise<Result<null, AppError>> => {
        if (before === null && (await store.count(tx, userId)) >= PRESETS_MAX) {
          return err({ kind: "preset.too_many", facts: { limit: PRESETS_MAX } });
        }
        const { strategy, params } = input;
        if (!(await store.write(tx, { presetId, ownerId: userId, strategy, name, params }))) {
          return err({ kind: "preset.name_taken", path: "name", facts: { name } });
        }
        await appendAudit(tx, {
          actor,
          action: before === null ? "preset.create" : "preset.update",
          subjectType: "preset",
          subjectId: presetId,
          details: { strategy, name, params },
        });
        return ok(null);
      });
      if (!saved.ok) return saved;
      const preset = await store.find(presetId);
      return preset === null ? err(notFound(presetId)) : ok(presetView(preset));
    },
  };
}

const notFound = (presetId: string): AppError => ({
  kind: "preset.not_found",
  path: "presetId",
  facts: { presetId },
});

function makePresetEnds(deps: Deps): Pick<PresetFlows, "deleteStrategyPreset" | "restoreStrategyPreset"> {
  const store = makePresetStore(deps.sql);
  return {
    async deleteStrategyPreset(actor, presetId) {
      const preset = await store.find(presetId);
      if (preset === null || preset.ownerId !== actor.userId) return err(notFound(presetId));
      await deps.transactions.run(async (tx) => {
        await store.remove(tx, presetId, deps.clock.nowMs());
        await appendAudit(tx, {
          actor,
          action: "preset.delete",
          subjectType: "preset",
          subjectId: presetId,
          details: { strategy: preset.strategy, name: preset.name },
        });
      });
      return ok(null);
    },

    async restoreStrategyPreset(actor, presetId) {
      const preset = await store.findRemoved(presetId, EpochMs.of(deps.clock.nowMs() - UNDO_WITHIN_MS));
      if (preset === null || preset.ownerId !== actor.userId) return err(notFound(presetId));
      const { strategy, name } = preset;
      return deps.transactions.run(async (tx): Promise<Result<StrategyPreset, AppError>> => {
        if ((await store.count(tx, preset.ownerId)) >= PRESETS_MAX)
          return err({ kind: "preset.too_many", facts: { limit: PRESETS_MAX } });
        if (!(await store.write(tx, preset))) return err({ kind: "preset.name_taken", path: "name", facts: { name } });
        await appendAudit(tx, {
          actor,
          action: "preset.restore",
          subjectType: "preset",
          subjectId: presetId,
          details: { strategy, name },
        });
        return ok(presetView(preset));
      });
    },
  };
}
