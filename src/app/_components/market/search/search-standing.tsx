"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, FailedState, Lamp, Progress } from "@/app/_components/ui";
import { fromJobError } from "@/app/_lib/failure";
import { formatDuration } from "@/app/_lib/format";
import { RouteError } from "@/app/_lib/route-error";
import { useMayTrade } from "@/app/_lib/session";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useNow } from "@/app/_lib/use-now";
import { hasEnded } from "../time-left";
import { hasRest } from "./may-resume";
import { type Pace, paceAfter, paceLeftMs } from "./pace";
import type { SearchDetail } from "./search-types";
import { useChangeSearch } from "./use-search";

const LAMPS = { queued: "off", running: "ok", succeeded: "ok", failed: "bad", canceled: "off" } as const;
const SECOND_MS = 1_000;

/** How long the rest takes at the pace seen since the page was opened; null before there is one. */
function useTimeLeft({ status, trials, trialsDone }: SearchDetail): number | null {
  const now = useNow(SECOND_MS, status === "running");
  const [seen, setSeen] = useState<Pace>({ first: null, last: { done: trialsDone, atMs: 0 } });
  if (seen.last.done !== trialsDone) setSeen(paceAfter(seen, { done: trialsDone, atMs: now }));
  return status === "running" ? paceLeftMs(seen, trials, now) : null;
}

/** How far it is, why parts of it failed, and what can be done. */
export function SearchStanding({ search, onUse }: { readonly search: SearchDetail; readonly onUse: () => void }) {
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
