"use client";

import { useTranslations } from "use-intl";
import { Button, Link, Note, PageHead, Panel } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { Crumb } from "../editor/strategy-crumb";
import { nameOfVersion } from "../names";
import { ParameterList } from "../parameter-list";
import type { CatalogEntry } from "../types";
import { PublishedList } from "./published-list";

/** A strategy whose code is somebody else's: what it does, what may be run of it, and how to. */
export function PublishedPage({ entry }: { readonly entry: CatalogEntry }) {
  const t = useTranslations("publications");
  const words = useTranslations("strategies");
  const mayTrade = useMayTrade();
  const { slug, title, version, description } = entry;
  const name = encodeURIComponent(version === null ? slug : nameOfVersion(slug, version));
  return (
    <>
      <PageHead
        crumb={<Crumb />}
        title={title}
        sub={version === null ? slug : words("nameVersion", { name: slug, version })}
        tools={
          mayTrade ? (
            <div className="flex flex-wrap items-center gap-2 py-1">
              <Button asChild>
                <Link href={`/strategies/backtest?strategy=${name}`}>{words("backtest")}</Link>
              </Button>
              <Button asChild variant="primary">
                <Link href={`/strategies/deployments?create=true&of=${encodeURIComponent(slug)}`}>
                  {words("deploy")}
                </Link>
              </Button>
            </div>
          ) : undefined
        }
      />
      <div className="flex flex-col gap-4 p-4">
        {description === "" ? null : <p className="max-w-[72ch] text-tx-2">{description}</p>}
        <Note>{t("sourceHidden")}</Note>
        <Panel title={t("runs")}>
          <div className="px-3 pb-2.5">
            <PublishedList entry={entry} />
          </div>
        </Panel>
        <Panel title={words("parameters")}>
          <ParameterList parameters={entry.parameters} label={words("parameters")} className="px-3 py-2.5" />
        </Panel>
      </div>
    </>
  );
}
