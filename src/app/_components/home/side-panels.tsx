"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Lamp, Link, Panel, Progress } from "@/app/_components/ui";
import { isUnderWay } from "@/app/_lib/job-progress";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import { useNow } from "@/app/_lib/use-now";
import { useSince } from "../desk/scope/trading-control";
import { FEED_LAMPS, type FeedView } from "../market/feeds/feeds-table";
import { useLimitWords } from "../risk/use-limit-words";
import { JobLine } from "../shell/job-line";
import { NEAR_LIMIT } from "./needs";
import type { Home } from "./use-home";

const TIGHTEST = 5;
const STATE_LAMPS = { active: "ok", reduce_only: "warn", halted: "bad" } as const;

/** The limits that are used most, each with what is used of what, and whether the account trades. */
export function HeadroomPanel({ home }: { readonly home: Home }) {
  const t = useTranslations("home.headroom");
  const halt = useTranslations("halt");
  const words = useLimitWords();
  const since = useSince();
  const { headroom, state } = home;
  const rows = (headroom.usage ?? [])
    .flatMap((usage) => {
      const limit = headroom.limits?.find(({ limitId }) => limitId === usage.limitId);
      return limit === undefined ? [] : [{ usage, limit }];
    })
    .toSorted((left, right) => (right.usage.part ?? -1) - (left.usage.part ?? -1));
  if (rows.length === 0) return null;
  return (
    <Panel
      title={t("title")}
      sub={rows.length > TIGHTEST ? t("tightest", { shown: TIGHTEST, of: rows.length }) : String(rows.length)}
      tools={
        state === undefined ? undefined : (
          <span title={since(state)} className="text-12">
            <Lamp state={STATE_LAMPS[state.effective]}>{halt(`state.${state.effective}`)}</Lamp>
          </span>
        )
      }
    >
      <ul className="py-1">
        {rows.slice(0, TIGHTEST).map(({ usage, limit }) => {
          const { kind } = limit.terms;
          const used = usage.used === null ? t("unknown") : words.amount(kind, usage.used);
          const name = words.title({ name: limit.name, kind });
          const tone = usage.isOver ? "text-danger" : (usage.part ?? 0) >= NEAR_LIMIT ? "text-warn" : "text-tx-1";
          return (
            <li key={usage.limitId} className="px-3 py-1.5 text-12 leading-4.5 max-md:px-4">
              <p className="flex items-baseline gap-2">
                <Link href="/risk/limits" className="min-w-0 flex-1 truncate hover:underline">
                  {name} {usage.symbol === null ? null : <span className="text-tx-3">{usage.symbol}</span>}
                </Link>
                <span className={`num ${tone}`}>{used}</span>
                <span className="num text-tx-3">{t("of", { limit: words.amount(kind, usage.limit) })}</span>
              </p>
              <Progress
                label={t("used", { name, used, limit: words.amount(kind, usage.limit) })}
                done={Math.min(1, usage.part ?? 0)}
                total={1}
                className="mt-1"
              />
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

const JOBS_SHOWN = 4;
const SECOND_MS = 1_000;

/** Long work: what runs, and what became of the last. */
export function JobsPanel() {
  const t = useTranslations("jobs");
  const trpc = useTRPC();
  // The same answer as the tray's of the top bar.
  const { data } = useQuery(trpc.job.list.queryOptions({ limit: 12 }));
  const running = data?.filter(isUnderWay).length ?? 0;
  const now = useNow(SECOND_MS, running > 0);
  if (data === undefined || data.length === 0) return null;
  return (
    <Panel
      title={t("title")}
      sub={t("running", { count: running })}
      tools={
        <Link href="/admin/jobs" className="link text-11 max-md:min-h-11 max-md:content-center">
          {t("all")}
        </Link>
      }
    >
      <ul>
        {data
          .toSorted((left, right) => Number(isUnderWay(right)) - Number(isUnderWay(left)))
          .slice(0, JOBS_SHOWN)
          .map((job) => (
            <li key={job.jobId} className="border-b border-line-1 last:border-b-0">
              <JobLine job={job} nowMs={now} />
            </li>
          ))}
      </ul>
    </Panel>
  );
}

/** A feed that nobody asked yet, or that waits for its key, has nothing to tell. */
const SILENT: ReadonlySet<FeedView["standing"]> = new Set(["off", "unknown", "needs_key"]);

/** Feeds that are in use, each with its lamp and when it was last heard. */
export function FeedsPanel({ home }: { readonly home: Home }) {
  const t = useTranslations("feeds");
  const words = useTranslations("home");
  const format = useFormat();
  const on = useMemo(
    () => (home.feeds ?? []).filter(({ enabled, standing }) => enabled && !SILENT.has(standing)),
    [home.feeds],
  );
  if (on.length === 0) return null;
  return (
    <Panel
      title={words("feeds.title")}
      sub={String(on.length)}
      tools={
        <Link href="/markets/feeds" className="link text-11 max-md:min-h-11 max-md:content-center">
          {words("feeds.all")}
        </Link>
      }
    >
      <ul className="py-1">
        {on.map(({ feed, title, standing, stream, lastSuccessAt }) => {
          const heard = stream?.lastMessageAt ?? lastSuccessAt;
          return (
            <li key={feed} className="flex items-baseline gap-3 px-3 py-1 text-12 leading-4.5 max-md:px-4">
              <span className="min-w-0 flex-1 truncate">{title}</span>
              <Lamp state={FEED_LAMPS[standing]} className="font-normal">
                {t(`standings.${standing}`)}
              </Lamp>
              <time className="num w-16 text-right text-tx-3" title={t("lastHeard")}>
                {heard === null ? "" : format.time(heard)}
              </time>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
