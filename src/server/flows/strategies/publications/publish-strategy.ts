import { err, ok, type Result, type UserId } from "@/modules/_kernel";
import {
  boundsFault,
  completeParams,
  type FoundStrategy,
  NOTE_LENGTH_MAX,
  PUBLISHED_PRESETS_MAX,
  parseReference,
  publishedPresetId,
  type SpecError,
  type StrategyPublication,
} from "@/modules/strategy";
import { catchFault, makePublicationStore } from "@/modules/strategy/server";
import { appendAudit } from "../../../platform/audit";
import { listPeople } from "../../../platform/identity";
import { toAppError } from "../../backtest-views";
import type { Actor } from "../../contract";
import type { PersonView } from "../../contract/people";
import type { PublishInput } from "../../contract/publications";
import type { AppError } from "../../errors";
import { tellPerson } from "../../notifications/tell-person";
import { makeFindRunnable } from "../find-strategy";
import type { PublicationDeps } from "./publication-deps";
import { nameOf } from "./publication-views";

const NAME_LENGTH_MAX = 80;
/** Publications that let in at once: more than a house has strategies and groups of people. */
const PUBLICATIONS_MAX = 500;

/** Publishes one version with its values, and tells those whom it is for. Gives its id. */
export const makePublish =
  (deps: PublicationDeps) =>
  async (actor: Actor, input: PublishInput): Promise<Result<string, AppError>> => {
    const runnable = await makeFindRunnable(deps)(actor, input.strategy, "deploy");
    if (!runnable.ok) return runnable;
    const { found } = runnable.value;
    const { definition } = found;
    const note = input.note.trim();
    if (note.length > NOTE_LENGTH_MAX)
      return err({ kind: "strategy.note_too_long", path: "note", facts: { limit: NOTE_LENGTH_MAX } });
    const publicationId = deps.newId();
    const presets = await presetsOf(found, input.presets, publicationId);
    if (!presets.ok) return presets;
    const fault = boundsFault(definition.fields, input.bounds);
    if (fault !== null)
      return err({ kind: "publication.bounds", path: `bounds.${fault.parameter}`, facts: { ...fault } });
    const reference = definition.own === null ? null : parseReference(definition.name);
    const strategy = reference?.slug ?? definition.name;
    const readers = await readersOf(deps, input.people, strategy);
    if (!readers.ok) return readers;
    const publication: StrategyPublication = {
      publicationId,
      strategy,
      number: reference?.number ?? null,
      people: input.people === null ? null : readers.value.map(({ userId }) => userId),
      presets: presets.value,
      bounds: input.bounds,
      isFree: input.isFree,
      note,
      publishedBy: actor.userId,
      publishedAtMs: deps.clock.nowMs(),
      withdrawnBy: null,
      withdrawnAtMs: null,
    };
    return write(deps, actor, publication, {
      title: definition.title,
      told: readers.value.map(({ userId }) => userId).filter((userId) => userId !== actor.userId),
    });
  };

/** Named values, complete and accepted by the strategy. */
async function presetsOf(
  { definition }: FoundStrategy,
  presets: PublishInput["presets"],
  publicationId: string,
): Promise<Result<StrategyPublication["presets"], AppError>> {
  if (presets.length > PUBLISHED_PRESETS_MAX)
    return err({ kind: "publication.preset", path: "presets", facts: { limit: PUBLISHED_PRESETS_MAX } });
  const names = presets.map(({ name }) => name.trim());
  const wrong = names.findIndex(
    (name, place) => name === "" || name.length > NAME_LENGTH_MAX || names.indexOf(name) !== place,
  );
  if (wrong !== -1)
    return err({
      kind: "publication.preset",
      path: `presets.${wrong}.name`,
      facts: { limit: PUBLISHED_PRESETS_MAX },
    });
  const complete: StrategyPublication["presets"][number][] = [];
  for (const [place, { params }] of presets.entries()) {
    const prepared = await catchFault<{ readonly params: typeof params }, SpecError>(definition.name, async () => {
      await definition.ahead?.(params);
      return definition.prepare(params);
    });
    if (!prepared.ok) {
      const error = toAppError(prepared.error);
      return err({ ...error, path: `presets.${place}.${error.path ?? "params"}` });
    }
    complete.push({
      presetId: publishedPresetId(publicationId, place),
      name: names[place] ?? "",
      params: completeParams(definition.fields, prepared.value.params),
    });
  }
  return ok(complete);
}

const mayTrade = ({ role, disabledAt }: PersonView): boolean => role !== "viewer" && disabledAt === null;

/** Those whom a publication is for: everybody who trades, or those who were chosen and could run it. */
async function readersOf(
  { sql, clock }: PublicationDeps,
  people: PublishInput["people"],
  strategy: string,
): Promise<Result<readonly { readonly userId: UserId }[], AppError>> {
  const all = await listPeople(sql, clock.nowMs());
  const isWithin = ({ scope }: PersonView) => scope.strategies === null || scope.strategies.includes(strategy);
  if (people === null) return ok(all.filter((person) => mayTrade(person) && isWithin(person)));
  const chosen = new Set(people);
  const found = all.filter((person) => chosen.has(person.userId));
  const [unable] = found.filter((person) => !mayTrade(person));
  if (found.length < chosen.size || found.length === 0 || unable !== undefined)
    return err({ kind: "publication.person", path: "people", facts: { email: unable?.email ?? "" } });
  const narrowed = found.find((person) => !isWithin(person));
  return narrowed === undefined
    ? ok(found)
    : err({ kind: "publication.narrowed", path: "people", facts: { email: narrowed.email, strategy } });
}

async function write(
  deps: PublicationDeps,
  actor: Actor,
  publication: StrategyPublication,
  { title, told }: { readonly title: string; readonly told: readonly UserId[] },
): Promise<Result<string, AppError>> {
  const { publicationId, strategy, presets, bounds, isFree, people, note } = publication;
  return deps.transactions.run(async (tx): Promise<Result<string, AppError>> => {
    const store = makePublicationStore(tx);
    if ((await store.count(tx)) >= PUBLICATIONS_MAX)
      return err({ kind: "publication.too_many", facts: { limit: PUBLICATIONS_MAX } });
    await store.insert(tx, publication);
    await appendAudit(tx, {
      actor,
      action: "strategy.publish",
      subjectType: "publication",
      subjectId: publicationId,
      details: { strategy: nameOf(publication), presets, bounds, isFree, people, note },
    });
    for (const userId of told)
      await tellPerson(deps, tx, {
        userId,
        severity: "info",
        messageKey: "strategy.published",
        facts: { strategy: nameOf(publication), title },
        href: `/strategies?q=${encodeURIComponent(strategy)}`,
      });
    await deps.work.publish(tx, { topic: "strategies.published", audience: null, payload: { strategy } });
    return ok(publicationId);
  });
}
