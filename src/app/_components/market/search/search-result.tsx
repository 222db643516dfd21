"use client";

import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import {
  Banner,
  Button,
  EmptyState,
  FailedState,
  Lamp,
  Progress,
  SignedNumber,
  SkeletonRows,
  Strip,
  type StripItem,
  Tabs,
} from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { fromJobError, toFailure } from "@/app/_lib/failure";
import { formatDuration, formatInteger, formatNumber, formatPercent } from "@/app/_lib/format";
import { RouteError } from "@/app/_lib/route-error";
import { useMayTrade } from "@/app/_lib/session";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useNow } from "@/app/_lib/use-now";
import { makeSpace, paramsOf, type SearchSpace } from "@/modules/strategy";
import { hasEnded } from "../time-left";
import type { Strategy } from "../types";
import { HeatMapView } from "./heat-map-view";
import { hasRest } from "./may-resume";
import { type Pace, paceAfter, paceLeftMs } from "./pace";
import { ResultsTable } from "./results-table";
import type { SearchDetail } from "./search-types";
import { useChangeSearch, useResults, useRunTrial, useSearch } from "./use-search";
import { NoWalk, WalkPanel } from "./walk-panel";

export interface SearchResultProps {
  readonly searchId: string | null;
  readonly strategies: readonly Strategy[];
  readonly onUse: (search: SearchDetail) => void;
  readonly onLeave: () => void;
  readonly onBacktest: (runId: string) => void;
}

const TABS = ["answer", "map", "results"] as const;
const LAMPS = { queued: "off", running: "ok", succeeded: "ok", failed: "bad", canceled: "off" } as const;
const SECOND_MS = 1_000;
/** Half way to a coin toss: from here on it is said in colour. */
const OVERFIT_FROM = 0.25;

/** What the search in the address has come to. */
export function SearchResult(props: SearchResultProps) {
  const { searchId, strategies, onLeave } = props;
  const t = useTranslations("search");
  const query = useSearch(searchId);
  const search = query.data;
  const fields = strategies.find(({ name }) => name === search?.spec.strategy)?.parameters;
  const space = useMemo(() => {
    const made = search === undefined || fields === undefined ? null : makeSpace(fields, search.spec.ranges);
    return made?.ok === true ? made.value : null;
  }, [search, fields]);
  if (searchId === null) return <EmptyState title={t("noneOpenTitle")}>{t("noneOpenText")}</EmptyState>;
  if (search === undefined) {
    if (!query.isError) return <SkeletonRows rows={10} label={t("loading")} />;
    if (toFailure(query.error).kind === "search.not_found") {
      return (
        <EmptyState title={t("noSuchTitle")} actions={<Button onClick={onLeave}>{t("newSearch")}</Button>}>
          {t("noSuchText")}
        </EmptyState>
      );
    }
    return <FailedState title={t("loadFailed")} error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <Found {...props} key={search.searchId} search={search} space={space} fields={fields ?? []} />;
}

interface FoundProps extends SearchResultProps {
  readonly search: SearchDetail;
  readonly space: SearchSpace | null;
  readonly fields: Strategy["parameters"];
}

function Found({ search, space, fields, onUse, onBacktest }: FoundProps) {
  const t = useTranslations("search");
  const results = useResults(search);
  const trial = useRunTrial(search, onBacktest);
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(TABS).withDefault("answer"));
  const label = useMemo(() => {
    const labels = new Map(fields.map((field) => [field.name, field.label]));
    return (name: string) => labels.get(name) ?? name;
  }, [fields]);
  const walk = search.outcome?.walk ?? null;
  const onRun = (point: number) => {
    if (space !== null) trial.run(paramsOf(space, point));
  };
  return (
    <>
      <Standing search={search} onUse={() => onUse(search)} />
      {search.outcome === null ? null : <Answer search={search} label={label} onRun={onRun} />}
      {trial.isPending ? <Banner tone="neutral">{t("running")}</Banner> : null}
      {space === null ? null : (
        <Tabs
          label={t("title")}
          value={tab}
          onChange={(next) => void setTab(next)}
          className="min-h-80 flex-1 max-md:flex-none"
          items={[
            {
              value: "answer",
              label: t("answer"),
              content:
                walk === null ? (
                  <NoWalk search={search} />
                ) : (
                  <WalkPanel search={search} walk={walk} label={label} onRun={onRun} />
                ),
            },
            {
              value: "map",
              label: t("map"),
              content: (
                <HeatMapView search={search} space={space} columns={results.data ?? {}} label={label} onRun={onRun} />
              ),
            },
            {
              value: "results",
              label: t("results"),
              count: formatInteger(search.trialsDone),
              content: (
                <ResultsTable
                  search={search}
                  space={space}
                  columns={results.data}
                  error={results.error}
                  onRetry={() => void results.refetch()}
                  label={label}
                  onRun={onRun}
                />
              ),
            },
          ]}
        />
      )}
    </>
  );
}

/** How long the rest takes at the pace seen since the page was opened; null before there is one. */
function useTimeLeft({ status, trials, trialsDone }: SearchDetail): number | null {
  const now = useNow(SECOND_MS, status === "running");
  const [seen, setSeen] = useState<Pace>({ first: null, last: { done: trialsDone, atMs: 0 } });
  if (seen.last.done !== trialsDone) setSeen(paceAfter(seen, { done: trialsDone, atMs: now }));
  return status === "running" ? paceLeftMs(seen, trials, now) : null;
}

/** How far it is, why parts of it failed, and what can be done. */
function Standing({ search, onUse }: { readonly search: SearchDetail; readonly onUse: () => void }) {
  const t = useTranslations("search");
  const say = useFailureText();
  const mayTrade = useMayTrade();
  const { cancel, resume, isBusy } = useChangeSearch(search.searchId);
  const { status, trials, trialsDone, chunksFailed, faults, ahead, failures } = search;
  const isOpen = !hasEnded(status);
  const leftMs = useTimeLeft(search);
  const canResume = mayTrade && hasRest(search);
  return (
    <section aria-label={t("progress", { done: trialsDone, total: trials })} className="border-b border-line-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2 text-12">
        <Lamp state={LAMPS[status]}>{t(`status.${status}`)}</Lamp>
        <span className="num text-tx-2">{t("progress", { done: trialsDone, total: trials })}</span>
        {ahead !== null && (status === "queued" || (isOpen && ahead > 0)) ? (
          <span className="num text-tx-3">{t("ahead", { count: ahead })}</span>
        ) : null}
        {leftMs === null ? null : (
          <span className="num text-tx-3">
            {t("left", { time: formatDuration(Math.round(leftMs / 1_000) * 1_000) })}
          </span>
        )}
        {isOpen ? <span className="text-11 text-tx-3">{t("goesOn")}</span> : null}
        <span className="num text-11 text-tx-3" title={t("everHint")}>
          {t("ever", { count: search.trialsEver, symbol: search.spec.symbol, resolution: search.spec.resolution })}
        </span>
        <span className="flex-1" />
        {isOpen && mayTrade ? (
          <Button size="sm" busy={isBusy} onClick={cancel}>
            {t("cancel")}
          </Button>
        ) : null}
        {canResume ? (
          <Button size="sm" busy={isBusy} onClick={resume}>
            {t("resume")}
          </Button>
        ) : null}
        <Button size="sm" onClick={onUse}>
          {t("use")}
        </Button>
      </div>
      {isOpen ? (
        <Progress label={t("progress", { done: trialsDone, total: trials })} done={trialsDone} total={trials} />
      ) : null}
      {status === "failed" && search.error !== null ? (
        <FailedState title={t("failedTitle")} error={new RouteError(0, fromJobError(search.error))} />
      ) : null}
      {status === "canceled" ? (
        <Banner tone="neutral">
          <b>{t("canceledTitle", { done: trialsDone, total: trials })}</b> {t("canceledText")}
        </Banner>
      ) : null}
      {chunksFailed > 0 ? (
        <Banner tone="warn">
          <b>{t("partsFailed", { count: chunksFailed })}</b>
          <ul>
            {failures.map(({ chunk, trials: left, error }) => (
              <li key={chunk}>
                {t("partFailed", {
                  part: chunk + 1,
                  trials: left,
                  why: error === null ? "" : say(fromJobError(error)),
                })}
              </li>
            ))}
          </ul>
        </Banner>
      ) : null}
      {faults > 0 ? <Banner tone="warn">{t("faults", { count: faults })}</Banner> : null}
    </section>
  );
}

/** How likely it is that the best combination is luck, and what that means. */
function Overfitting({ search }: Pick<AnswerProps, "search">) {
  const t = useTranslations("search");
  const found = search.outcome?.overfitting ?? null;
  if (found === null) return null;
  const { probability, lossProbability, splits } = found;
  return (
    <p
      title={t("overfitHint")}
      className={cn(
        "num border-b border-line-2 px-4 py-2 text-12",
        probability > OVERFIT_FROM ? "bg-warn-soft text-warn" : "text-tx-2",
      )}
    >
      <b>{t("overfit")}</b>{" "}
      {t("overfitText", {
        percent: formatPercent(probability, { decimals: 0 }),
        losses: formatPercent(lossProbability, { decimals: 0 }),
        splits,
      })}
    </p>
  );
}

interface AnswerProps {
  readonly search: SearchDetail;
  readonly label: (name: string) => string;
  readonly onRun: (point: number) => void;
}

/** Out of sample first; the best in sample after it, with what is around it. */
function Answer({ search, label, onRun }: AnswerProps) {
  const t = useTranslations("search");
  const { outcome } = search;
  if (outcome === null) return null;
  const { walk, best } = outcome;
  const percent = (value: number | null) => (
    <SignedNumber value={value} text={formatPercent(value, { signed: true, decimals: 1 })} />
  );
  const number = (value: number | null) => formatNumber(value, { decimals: 2 });
  const items: StripItem[] =
    walk === null
      ? []
      : [
          { key: "oos", label: t("answer"), value: percent(walk.totalReturn) },
          { key: "held", label: search.spec.symbol, value: percent(walk.benchmarkReturn) },
          { key: "sharpe", label: t("column.oosSharpe"), value: number(walk.sharpe) },
          { key: "drawdown", label: t("column.drawdown"), value: percent(walk.maxDrawdown) },
          { key: "trades", label: t("column.trades"), value: formatInteger(walk.trades) },
          {
            key: "efficiency",
            label: t("column.efficiency"),
            value: number(walk.efficiency),
            title: t("column.efficiencyHint"),
          },
        ];
  return (
    <>
      {items.length === 0 ? null : <Strip label={t("answer")} items={items} loud />}
      <Overfitting search={search} />
      {best === null ? null : (
        <div className="num flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line-2 px-4 py-2 text-12 text-tx-2">
          <span className="text-tx-3">{t("bestTitle")}</span>
          <b className="text-tx-1">
            {Object.entries(best.params)
              .map(([name, value]) => `${label(name)} ${String(value)}`)
              .join(", ")}
          </b>
          <span>{`${t(`objectives.${search.spec.objective}`)} ${number(best.score)}`}</span>
          <span className="text-tx-3">
            {best.neighbourhood.scored === 0
              ? t("aroundNone")
              : t("around", {
                  scored: best.neighbourhood.scored,
                  mean: number(best.neighbourhood.mean),
                  worst: number(best.neighbourhood.worst),
                })}
            {best.neighbourhood.stability === null
              ? null
              : `, ${t("aroundStability", { percent: formatPercent(best.neighbourhood.stability, { decimals: 0 }) })}`}
          </span>
          <Button size="sm" className="ml-auto" onClick={() => onRun(best.point)}>
            {t("runIt")}
          </Button>
        </div>
      )}
    </>
  );
}
