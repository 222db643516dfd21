import { err, ok, type Result } from "@/modules/_kernel";
import {
  type CheckedSource,
  type KindOfStrategy,
  NOTE_LENGTH_MAX,
  parameterSchema,
  portfolioCatalog,
  SOURCE_BYTES_MAX,
  type StrategyKind,
  slugFault,
  strategyCatalog,
} from "@/modules/strategy";
import { hashSource, makeOwnStrategyStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import type { Actor, Answer } from "../contract";
import type { SaveStrategyInput, StrategyDetail } from "../contract/strategies";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { changeable } from "./access";
import { readDetail } from "./read-strategies";

/** How each kind is checked and compiled. */
export type StrategyKinds = Readonly<Partial<Record<StrategyKind, KindOfStrategy>>>;

export interface SaveDeps extends Pick<FlowDeps, "sql" | "prisma" | "transactions" | "newId"> {
  readonly kinds: StrategyKinds;
}

interface Version extends SaveStrategyInput {
  readonly rolledBackTo: number | null;
}

/** Checks a source without keeping it. Refuses one that is too large to look at, and a kind nobody can run. */
export async function checkSource(
  kinds: StrategyKinds,
  { kind, source }: Pick<SaveStrategyInput, "kind" | "source">,
): Promise<Result<CheckedSource, AppError>> {
  const known = kinds[kind];
  if (known === undefined) return err({ kind: "strategy.kind_unsupported", path: "kind", facts: { kind } });
  const bytes = Buffer.byteLength(source);
  if (bytes > SOURCE_BYTES_MAX) {
    return err({ kind: "strategy.source_too_large", path: "source", facts: { bytes, limit: SOURCE_BYTES_MAX } });
  }
  return ok(await known.check(source));
}

/**
 * Checks and compiles a source and keeps it as the next version, with its audit row. The source that is newest already makes
 * no further version. Refuses a version that was changed from one that is not the newest any more: nobody's work is lost.
 */
export async function saveVersion(deps: SaveDeps, actor: Actor, input: Version): Answer<StrategyDetail> {
  const { slug, kind, from } = input;
  const fault = from === null ? slugFault(slug, builtInNames()) : null;
  if (fault !== null) return err({ kind: "strategy.slug_invalid", path: "slug", facts: { slug, expected: fault } });
  if (input.note.length > NOTE_LENGTH_MAX) {
    return err({ kind: "strategy.note_too_long", path: "note", facts: { limit: NOTE_LENGTH_MAX } });
  }
  const checked = await checkSource(deps.kinds, input);
  if (!checked.ok) return checked;
  const { made, diagnostics } = checked.value;
  if (made === null) return err(sourceInvalid(diagnostics));
  const store = makeOwnStrategyStore(deps.sql);
  const saved = await deps.transactions.run(async (tx): Promise<Result<null, AppError>> => {
    const before = await store.lock(tx, slug);
    const strategyId = before?.strategyId ?? deps.newId();
    const number = (before?.newest ?? 0) + 1;
    const hash = hashSource(kind, made.source);
    if (from === null) {
      const strategy = { strategyId, slug, kind, ownerId: actor.userId };
      if (before !== null || !(await store.insert(tx, strategy))) {
        return err({ kind: "strategy.slug_taken", path: "slug", facts: { slug } });
      }
    } else {
      const mine = await changeable(deps, actor, slug, before);
      if (!mine.ok) return mine;
      if (mine.value.kind !== kind) return err({ kind: "strategy.kind_unsupported", path: "kind", facts: { kind } });
      if (mine.value.newest !== from) {
        return err({ kind: "strategy.changed", path: "from", facts: { slug, from, newest: mine.value.newest } });
      }
      const newest = await store.readVersion(strategyId, from);
      if (newest?.hash === hash) return ok(null);
    }
    await store.addVersion(tx, {
      strategyId,
      number,
      hash,
      source: made.source,
      compiled: made.compiled,
      facts: made.facts,
      parameters: parameterSchema(made.facts.parameters),
      note: input.note,
      rolledBackTo: input.rolledBackTo,
      createdBy: actor.userId,
    });
    await appendAudit(tx, {
      actor,
      action: from === null ? "strategy.create" : input.rolledBackTo === null ? "strategy.save" : "strategy.roll_back",
      subjectType: "strategy",
      subjectId: slug,
      details: { number, hash, kind, rolledBackTo: input.rolledBackTo },
    });
    return ok(null);
  });
  return saved.ok ? readDetail(deps, actor, slug) : saved;
}

const builtInNames = () => [...strategyCatalog, ...portfolioCatalog].map(({ name }) => name);

/** A source that cannot be run, with where and why. */
function sourceInvalid(diagnostics: CheckedSource["diagnostics"]): AppError {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  return {
    kind: "strategy.source_invalid",
    path: "source",
    facts: { line: first?.line ?? 0, message: first?.message ?? "" },
    // At line 0 is what is wrong with the whole of it.
    issues: errors.map(({ line, column, message }) => ({
      path: line === 0 ? "source" : `line ${line}, column ${column}`,
      message,
    })),
  };
}
