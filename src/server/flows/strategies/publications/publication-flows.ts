import { err, ok, type Result } from "@/modules/_kernel";
import type { StrategyPublication } from "@/modules/strategy";
import { makeDeploymentStore, makePublicationStore } from "@/modules/strategy/server";
import { appendAudit } from "../../../platform/audit";
import { writeSetting } from "../../../platform/settings";
import type { Actor } from "../../contract";
import type { PublicationFlows, PublicationLine, PublicationUse } from "../../contract/publications";
import type { AppError } from "../../errors";
import { tellPerson } from "../../notifications/tell-person";
import { isAdmin } from "../access";
import { makeFindStrategy } from "../find-strategy";
import { type Authors, readAuthors } from "../views";
import { readPublicationTerms } from "./binding";
import type { PublicationDeps } from "./publication-deps";
import { nameOf, publicationView } from "./publication-views";
import { makePublish } from "./publish-strategy";

const notYours: AppError = { kind: "publication.not_yours" };
const publicationNotFound = (publicationId: string): AppError => ({
  kind: "publication.not_found",
  path: "publicationId",
  facts: { publicationId: publicationId.slice(0, 64) },
});

/** What administrators let people run. Everything here is theirs alone but for reading the terms. */
export function makePublicationFlows(deps: PublicationDeps): PublicationFlows {
  const store = makePublicationStore(deps.sql);
  const publish = makePublish(deps);
  const lineOf = async (publicationId: string): Promise<Result<PublicationUse, AppError>> => {
    const publication = await store.find(publicationId);
    return publication === null ? err(publicationNotFound(publicationId)) : ok(await readUse(deps, publication));
  };
  return {
    async listPublications(actor, query) {
      if (!(await isAdmin(deps, actor))) return err(notYours);
      const [all, running, authors] = await Promise.all([
        store.list(query),
        makeDeploymentStore().countPublished(deps.sql),
        readAuthors(deps),
      ]);
      const titles = await titlesOf(deps, all);
      return ok(
        all.map((each) =>
          publicationLine(each, {
            authors,
            title: titles.get(nameOf(each)) ?? each.strategy,
            running: running.get(each.publicationId) ?? 0,
          }),
        ),
      );
    },
    async readPublication(actor, publicationId) {
      return (await isAdmin(deps, actor)) ? lineOf(publicationId) : err(notYours);
    },
    async publishStrategy(actor, input) {
      if (!(await isAdmin(deps, actor))) return err(notYours);
      const published = await publish(actor, input);
      if (!published.ok) return published;
      const use = await lineOf(published.value);
      return use.ok ? ok(use.value.publication) : use;
    },
    async withdrawPublication(actor, publicationId) {
      if (!(await isAdmin(deps, actor))) return err(notYours);
      const done = await withdraw(deps, actor, publicationId);
      return done.ok ? lineOf(publicationId) : done;
    },
    readPublicationTerms: () => readPublicationTerms(deps),
    async setPublicationTerms(actor, { isRequired }) {
      if (!(await isAdmin(deps, actor))) return err({ ...notYours, path: "isRequired" });
      const before = await readPublicationTerms(deps);
      await deps.records.run(async (tx) => {
        await writeSetting(tx, "publication-terms", { value: { isRequired }, by: actor.userId });
        await appendAudit(tx, {
          actor,
          action: "strategy.publication_terms",
          subjectType: "setting",
          subjectId: "publication-terms",
          details: { before, after: { isRequired } },
        });
      });
      return ok({ isRequired });
    },
  };
}

/** Ends a publication once, and tells the owners of what runs by it. */
async function withdraw(deps: PublicationDeps, actor: Actor, publicationId: string): Promise<Result<null, AppError>> {
  const { sql, transactions, clock, work } = deps;
  const publication = await makePublicationStore(sql).find(publicationId);
  if (publication === null) return err(publicationNotFound(publicationId));
  const name = nameOf(publication);
  return transactions.run(async (tx): Promise<Result<null, AppError>> => {
    const store = makePublicationStore(tx);
    await store.holdOpen(tx, publicationId);
    if (!(await store.withdraw(tx, publicationId, { by: actor.userId, atMs: clock.nowMs() })))
      return err({ kind: "publication.withdrawn", path: "publicationId", facts: { strategy: name } });
    const running = await makeDeploymentStore().publishedBy(tx, publicationId);
    await appendAudit(tx, {
      actor,
      action: "strategy.withdraw",
      subjectType: "publication",
      subjectId: publicationId,
      details: { strategy: name, running: running.map(({ deploymentId }) => deploymentId) },
    });
    for (const { ownerId, deploymentId, name: deployment } of running)
      if (ownerId !== null)
        await tellPerson(deps, tx, {
          userId: ownerId,
          severity: "warning",
          messageKey: "strategy.withdrawn",
          facts: { strategy: name, deployment },
          href: `/strategies/deployments/${deploymentId}`,
        });
    await work.publish(tx, {
      topic: "strategies.published",
      audience: null,
      payload: { strategy: publication.strategy },
    });
    return ok(null);
  });
}

async function readUse(deps: PublicationDeps, publication: StrategyPublication): Promise<PublicationUse> {
  const [running, authors, titles] = await Promise.all([
    makeDeploymentStore().publishedBy(deps.sql, publication.publicationId),
    readAuthors(deps),
    titlesOf(deps, [publication]),
  ]);
  return {
    publication: publicationLine(publication, {
      authors,
      title: titles.get(nameOf(publication)) ?? publication.strategy,
      running: running.length,
    }),
    deployments: running.map(({ deploymentId, name, ownerId, standing }) => ({
      deploymentId,
      name,
      owner: authors(ownerId),
      state: standing.status,
    })),
  };
}

/** Titles by the name of a version. */
async function titlesOf(
  deps: PublicationDeps,
  publications: readonly StrategyPublication[],
): Promise<ReadonlyMap<string, string>> {
  const find = makeFindStrategy(deps);
  const titles = new Map<string, string>();
  for (const name of new Set(publications.map(nameOf))) {
    const found = await find(name);
    if (found.ok) titles.set(name, found.value.definition.title);
  }
  return titles;
}

function publicationLine(
  publication: StrategyPublication,
  { authors, title, running }: { readonly authors: Authors; readonly title: string; readonly running: number },
): PublicationLine {
  const { people, withdrawnBy, withdrawnAtMs } = publication;
  return {
    ...publicationView(publication, authors),
    title,
    people: people?.map((userId) => ({ userId, name: authors(userId) ?? userId })) ?? null,
    withdrawnBy: authors(withdrawnBy),
    withdrawnAt: withdrawnAtMs,
    running,
  };
}
