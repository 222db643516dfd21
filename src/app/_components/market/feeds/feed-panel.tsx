"use client";

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, ConfirmDialog, EmptyState, Note, Panel } from "@/app/_components/ui";
import { fromJobError, toFailure } from "@/app/_lib/failure";
import { NOT_AVAILABLE } from "@/app/_lib/format";
import { useMayTrade, useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { hasEnded } from "../time-left";
import { useJob } from "../use-job";
import { FeedKeyForm } from "./feed-key-form";
import type { FeedView } from "./feeds-table";
import { FolderSection } from "./folder-section";
import { StreamFacts } from "./stream-facts";

/** One feed: how it does in words, what is set for it, and the ways to change that. */
export function FeedPanel({ feed }: { readonly feed: FeedView | null }) {
  const t = useTranslations("feeds");
  const isAdmin = useSession()?.user.role === "admin";
  if (feed === null) {
    return (
      <Panel title={t("about")} className="border-l border-line-2 max-lg:border-t max-lg:border-l-0">
        <EmptyState title={t("testNothing")} />
      </Panel>
    );
  }
  return (
    <Panel
      title={feed.title}
      tools={isAdmin ? <Switch feed={feed} /> : undefined}
      className="overflow-auto border-l border-line-2 max-lg:border-t max-lg:border-l-0"
    >
      <p className="border-b border-line-1 px-3 py-2 text-12 text-tx-2 max-md:px-4">{feed.about}</p>
      <FeedFacts feed={feed} />
      <StreamFacts feed={feed} />
      <FeedTest feed={feed} />
      {feed.keyFields.length === 0 ? null : <FeedKeyForm feed={feed} mayChange={isAdmin} />}
      {feed.feed === "folder" ? <FolderSection feed={feed} mayChange={isAdmin} /> : null}
      {isAdmin ? null : <p className="px-3 py-2 text-12 text-tx-3 max-md:px-4">{t("adminOnly")}</p>}
    </Panel>
  );
}

function Switch({ feed }: { readonly feed: FeedView }) {
  const t = useTranslations("feeds");
  const trpc = useTRPC();
  const say = useFailureText();
  const [asking, setAsking] = useState(false);
  const change = useMutation(trpc.feed.change.mutationOptions({ onSettled: () => setAsking(false) }));
  const set = (enabled: boolean) => change.mutate({ feed: feed.feed, enabled });
  return (
    <>
      {change.isError ? (
        <span role="alert" className="text-danger">
          {say(toFailure(change.error))}
        </span>
      ) : null}
      <Button size="sm" busy={change.isPending} onClick={() => (feed.enabled ? setAsking(true) : set(true))}>
        {feed.enabled ? t("switchOff") : t("switchOn")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("switchOffTitle", { feed: feed.title })}
        consequence={t("switchOffText")}
        confirmLabel={t("switchOff")}
        busy={change.isPending}
        onConfirm={() => set(false)}
      />
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-h-7 items-start gap-3 border-b border-line-1 px-3 py-1 text-12 max-md:px-4">
      <dt className="shrink-0 text-tx-2">{name}</dt>
      <dd className="num min-w-0 flex-1 text-right font-medium wrap-anywhere">{children}</dd>
    </div>
  );
}

function FeedFacts({ feed }: { readonly feed: FeedView }) {
  const t = useTranslations("feeds");
  const say = useFailureText();
  const format = useFormat();
  const moment = (ms: number | null) => (ms === null ? t("never") : format.dateTime(ms));
  const since =
    feed.standing === "resting" && feed.openUntil !== null
      ? t("restingUntil", { time: format.dateTime(feed.openUntil) })
      : feed.downSince === null
        ? t(`standings.${feed.standing}`)
        : t("downSince", { time: format.dateTime(feed.downSince) });
  const { requests, windowMs } = feed.rateLimit;
  const rate = t("rateOf", { left: feed.rateLeft ?? requests, limit: requests, window: `${windowMs / 1000} s` });
  return (
    <dl>
      <Fact name={t("standing")}>{since}</Fact>
      <Fact name={t("lastSuccess")}>{moment(feed.lastSuccessAt)}</Fact>
      <Fact name={t("lastRefusal")}>
        {feed.lastRefusal === null
          ? t("never")
          : `${format.dateTime(feed.lastRefusal.at)}: ${say(fromJobError(feed.lastRefusal.error))}`}
      </Fact>
      <Fact name={t("newest")}>
        {feed.newestPriceAt === null ? NOT_AVAILABLE : format.dateTime(feed.newestPriceAt)}
      </Fact>
      <Fact name={t("rateLeft")}>{rate}</Fact>
      {(feed.feed === "folder" ? [] : feed.addresses).map(({ name, own, set }) => (
        <Fact key={name} name={`${t("addresses")} (${name})`}>
          {set ?? own}
        </Fact>
      ))}
    </dl>
  );
}

function FeedTest({ feed }: { readonly feed: FeedView }) {
  const t = useTranslations("feeds");
  const trpc = useTRPC();
  const say = useFailureText();
  const mayTrade = useMayTrade();
  const test = useMutation(trpc.feed.test.mutationOptions());
  const job = useJob(test.data?.jobId ?? null).data;
  const busy = test.isPending || (test.data !== undefined && (job === undefined || !hasEnded(job.status)));
  const error = test.isError
    ? toFailure(test.error)
    : job?.error === null || job === undefined
      ? null
      : fromJobError(job.error);
  if (!feed.testable || !mayTrade) return null;
  return (
    <div className="flex flex-col items-start gap-2 border-b border-line-1 px-3 py-2.5 text-12 max-md:px-4">
      <Button busy={busy} disabled={!feed.enabled} onClick={() => test.mutate({ feed: feed.feed })}>
        {busy ? t("testing") : t("test")}
      </Button>
      <div aria-live="polite">
        {error === null ? null : (
          <Note tone="bad">
            <b>{t("testFailed")}</b> {say(error)}
          </Note>
        )}
        {job?.status === "succeeded" ? <TestResult result={job.result ?? {}} /> : null}
      </div>
    </div>
  );
}

function TestResult({ result }: { readonly result: Readonly<Record<string, unknown>> }) {
  const t = useTranslations("feeds");
  const format = useFormat();
  const { alias, bars, newestMs, tookMs } = result;
  const facts = { alias: String(alias), seconds: (Number(tookMs) / 1000).toFixed(1) };
  if (typeof newestMs !== "number") return <Note tone="warn">{t("testedEmpty", facts)}</Note>;
  return <Note tone="ok">{t("tested", { ...facts, bars: Number(bars), date: format.dateTime(newestMs) })}</Note>;
}
