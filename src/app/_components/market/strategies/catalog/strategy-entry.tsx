"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Chip, Link, SignedNumber } from "@/app/_components/ui";
import { formatNumber, formatPercent } from "@/app/_lib/format";
import { useMayTrade, useSession } from "@/app/_lib/session";
import { useFormat } from "@/app/_lib/use-format";
import type { Run } from "../../types";
import { ChangeMenu } from "../change-menu";
import { nameOfVersion } from "../names";
import { ParameterList } from "../parameter-list";
import { PublishDialog } from "../publish/publish-dialog";
import { PublishedList } from "../publish/published-list";
import { isOnOneSeries } from "../runnable";
import type { CatalogEntry } from "../types";

export interface StrategyEntryProps {
  readonly entry: CatalogEntry;
  /** Its newest finished run, where it is among the last. */
  readonly last: Run | undefined;
}

/** Where a strategy of somebody's own is read and changed. */
function addressOf({ slug, kind, readable }: CatalogEntry): string {
  return kind === "rules" && readable ? `/strategies/rules/${slug}` : `/strategies/${slug}`;
}

function Title({ entry }: Pick<StrategyEntryProps, "entry">) {
  const t = useTranslations("strategies");
  const published = useTranslations("publications");
  const { title, slug, origin, version, instruments } = entry;
  return (
    <h2 className="flex flex-wrap items-center gap-x-2 gap-y-1 text-13 font-semibold">
      {origin === "own" ? (
        <Link href={addressOf(entry)} className="hover:underline">
          {title}
        </Link>
      ) : (
        title
      )}
      <span className="text-12 font-normal text-tx-3">
        {version === null ? slug : t("nameVersion", { name: slug, version })}
      </span>
      <Chip>{t(`categories.${entry.category}`)}</Chip>
      {origin === "built-in" ? <Chip>{t("builtIn")}</Chip> : null}
      {entry.kind === "rules" ? <Chip>{t("rules")}</Chip> : null}
      {instruments.maximum > 1 ? (
        <Chip>
          {instruments.minimum === instruments.maximum
            ? t("instruments", { count: instruments.minimum })
            : t("instrumentsRange", { minimum: instruments.minimum, maximum: instruments.maximum })}
        </Chip>
      ) : null}
      {entry.published.length > 0 ? <Chip tone="ok">{published("badge")}</Chip> : null}
      {origin === "own" && entry.shared ? <Chip>{t("shared")}</Chip> : null}
      {entry.archived ? <Chip tone="warn">{t("archived")}</Chip> : null}
    </h2>
  );
}

function LastRun({ run }: { readonly run: Run }) {
  const t = useTranslations("strategies");
  const { spec, stats, verdict } = run;
  if (stats === null) return null;
  return (
    <p className="mt-1 flex flex-wrap items-baseline gap-x-2 text-12 text-tx-3">
      <Link href={`/strategies/backtest?run=${encodeURIComponent(run.runId)}`} className="link max-md:py-2">
        {t("lastRun", { symbol: spec.symbol, resolution: spec.resolution })}
      </Link>
      <SignedNumber value={stats.totalReturn} text={formatPercent(stats.totalReturn, { signed: true })} />
      <span className="num">{t("sharpe", { value: formatNumber(stats.sharpe, { decimals: 2 }) })}</span>
      {verdict === null ? null : (
        <Chip tone={verdict === "trust" ? "ok" : verdict === "doubt" ? "warn" : "bad"}>{t(`verdicts.${verdict}`)}</Chip>
      )}
    </p>
  );
}

function Actions({ entry }: Pick<StrategyEntryProps, "entry">) {
  const t = useTranslations("strategies");
  const mayTrade = useMayTrade();
  const { slug, origin, archived, mine } = entry;
  const query = `?strategy=${encodeURIComponent(slug)}`;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {origin === "own" ? (
        <Button asChild>
          <Link href={addressOf(entry)}>{t("open")}</Link>
        </Button>
      ) : null}
      {archived ? null : (
        <>
          <Button asChild>
            <Link href={`/strategies/backtest${query}`}>{t("backtest")}</Link>
          </Button>
          {mayTrade ? (
            <Button asChild>
              <Link href={`/strategies/deployments?create=true&of=${encodeURIComponent(slug)}`}>{t("deploy")}</Link>
            </Button>
          ) : null}
          {isOnOneSeries(entry) ? (
            <Button asChild>
              <Link href={`/strategies/search${query}`}>{t("search")}</Link>
            </Button>
          ) : null}
        </>
      )}
      {archived ? null : <PublishButton entry={entry} />}
      {origin === "own" && mine && mayTrade ? <ChangeMenu strategy={entry} /> : null}
    </div>
  );
}

/** Of the newest version; others are published from the list of versions. */
function PublishButton({ entry: { slug, version, parameters } }: Pick<StrategyEntryProps, "entry">) {
  const t = useTranslations("publications");
  const isAdmin = useSession()?.user.role === "admin";
  const [isOpen, setIsOpen] = useState(false);
  if (!isAdmin) return null;
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>{t("publish")}</Button>
      {isOpen ? (
        <PublishDialog
          strategy={version === null ? slug : nameOfVersion(slug, version)}
          parameters={parameters}
          onClose={() => setIsOpen(false)}
        />
      ) : null}
    </>
  );
}

/** One strategy of the catalog: the idea, its parameters with their defaults, and what can be done with it. */
export function StrategyEntry({ entry, last }: StrategyEntryProps) {
  const t = useTranslations("strategies");
  const format = useFormat();
  const { origin, author, savedAtMs, source } = entry;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_300px_240px] items-start gap-x-8 gap-y-3 border-b border-line-1 px-4 py-4 max-lg:grid-cols-1">
      <div className="min-w-0">
        <Title entry={entry} />
        <p className="mt-1 max-w-[72ch] text-tx-2">{entry.description}</p>
        {source === "" ? null : <p className="mt-1 max-w-[72ch] text-12 text-tx-3">{t("source", { source })}</p>}
        {origin === "own" ? (
          <p className="mt-1 text-12 text-tx-3">
            {t("saved", { author: author ?? t("house"), time: format.dateTime(savedAtMs) })}
          </p>
        ) : null}
        <PublishedList entry={entry} />
        {last === undefined ? null : <LastRun run={last} />}
      </div>
      <ParameterList parameters={entry.parameters} label={t("parameters")} />
      <Actions entry={entry} />
    </li>
  );
}
