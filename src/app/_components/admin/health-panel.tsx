"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { useStreamState } from "@/app/_lib/events";
import { notify } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import { useHealth } from "../shell/health-lamp";
import { ReasonList } from "../shell/health-reasons";
import { Button, FailedState, Lamp, Panel, SkeletonRows } from "../ui";
import { HealthHistory } from "./health-history";

/** Everything the installation says of itself. */
export function HealthPanel() {
  const t = useTranslations("admin.about");
  const health = useTranslations("health");
  const { level, reasons, error, retry } = useHealth();
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_380px] overflow-auto max-lg:grid-cols-1 max-md:overflow-visible">
      <div className="flex min-w-0 flex-col">
        <Panel
          title={t("healthTitle")}
          sub={t("healthLead")}
          tools={<Lamp state={level}>{health(`level.${level}`)}</Lamp>}
        >
          {reasons.length > 0 ? (
            <div className="[&_li:first-child]:border-t-0">
              <ReasonList reasons={reasons} />
            </div>
          ) : error === null ? (
            <SkeletonRows rows={5} label={health("title")} />
          ) : (
            <FailedState title={t("failed")} error={error} safe={t("safe")} onRetry={retry} />
          )}
        </Panel>
        <HealthHistory />
      </div>
      <div className="flex flex-col border-l border-line-2 max-lg:border-t max-lg:border-l-0">
        <InstallationPanel />
        <SampleDataPanel />
      </div>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-h-7 items-center gap-3 border-b border-line-1 px-3 text-12 last:border-b-0 max-md:min-h-11 max-md:px-4">
      <dt className="text-tx-2">{name}</dt>
      <dd className="num min-w-0 flex-1 truncate text-right font-medium">{children}</dd>
    </div>
  );
}

function InstallationPanel() {
  const t = useTranslations("admin.about");
  const trpc = useTRPC();
  const format = useFormat();
  const stream = useStreamState();
  const me = useQuery(trpc.session.me.queryOptions());
  const state = t(`streamStates.${stream.status}`);
  return (
    <Panel title={t("installation")}>
      {me.data === undefined ? (
        me.isError ? (
          <FailedState title={t("failed")} error={me.error} onRetry={() => void me.refetch()} />
        ) : (
          <SkeletonRows rows={6} label={t("installation")} />
        )
      ) : (
        <dl>
          <Fact name={t("version")}>{me.data.installation.version}</Fact>
          <Fact name={t("commit")}>
            <code className="font-mono text-11">{me.data.installation.commit}</code>
          </Fact>
          <Fact name={t("currency")}>{me.data.installation.baseCurrency}</Fact>
          <Fact name={t("zone")}>{me.data.installation.timeZone}</Fact>
          <Fact name={t("signedInAs")}>{me.data.user.email}</Fact>
          <Fact name={t("stream")}>
            {stream.status === "live" ? state : t("streamSince", { state, time: format.time(stream.sinceMs) })}
          </Fact>
        </dl>
      )}
    </Panel>
  );
}

function SampleDataPanel() {
  const t = useTranslations("admin.about");
  const trpc = useTRPC();
  const mayTrade = useMayTrade();
  const load = useMutation(trpc.import.loadSample.mutationOptions({ onSuccess: () => notify("success", t("loaded")) }));
  if (!mayTrade) return null;
  return (
    <Panel title={t("load")} className="border-t border-line-2">
      <div className="flex flex-col items-start gap-2.5 p-3 text-12 text-tx-2 max-md:px-4">
        <p>{t("loadText")}</p>
        <Button busy={load.isPending} onClick={() => load.mutate()}>
          {t("load")}
        </Button>
      </div>
    </Panel>
  );
}
