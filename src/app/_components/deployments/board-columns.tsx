"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { TableColumn } from "@/app/_components/table";
import { Lamp, Link, SignedNumber } from "@/app/_components/ui";
import { formatMoney, formatPercent } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import { numberOf } from "../desk/blotter/column-parts";
import { deploymentHref } from "./deployment-href";
import { ModeBadge } from "./shadow/mode-badge";
import type { DeploymentLine } from "./types";
import { OUTCOME_TONES, STATE_LAMPS, useDeploymentWords } from "./use-deployment-words";

/** The columns of everything that is deployed. */
export function useBoardColumns(): readonly TableColumn<DeploymentLine>[] {
  const t = useTranslations("deployments");
  const words = useDeploymentWords();
  const format = useFormat();
  return useMemo(
    () => [...nameColumns(t, words.reason), ...moneyColumns(t), ...lastColumns(t, format.dateTime)],
    [t, words, format],
  );
}

type Words = ReturnType<typeof useTranslations<"deployments">>;

function nameColumns(t: Words, reasonOf: (line: DeploymentLine) => string): readonly TableColumn<DeploymentLine>[] {
  return [
    {
      id: "name",
      header: t("columns.name"),
      value: ({ name }) => name,
      cell: ({ name, deploymentId, strategyTitle, strategyVersion, mode }) => (
        <span className="flex min-w-0 items-baseline gap-1.5" title={`${strategyTitle} ${strategyVersion}`}>
          <Link href={deploymentHref(deploymentId)} className="truncate font-semibold hover:underline">
            {name}
          </Link>
          {mode === "shadow" ? <ModeBadge mode={mode} /> : null}
          <span className="num truncate text-tx-3">
            {strategyTitle} {strategyVersion}
          </span>
        </span>
      ),
      link: true,
      pinned: true,
      width: 250,
      grow: 2,
      card: "title",
    },
    {
      id: "state",
      header: t("columns.state"),
      value: ({ state }) => t(`states.${state}`),
      cell: ({ state }) => (
        <Lamp state={STATE_LAMPS[state]} className="font-normal">
          {t(`states.${state}`)}
        </Lamp>
      ),
      width: 112,
      grow: 0,
      live: true,
      card: "detail",
    },
    {
      id: "reason",
      header: t("columns.reason"),
      value: reasonOf,
      cell: (line) => (
        <span title={reasonOf(line)} className={line.state === "failed" ? "text-danger" : "text-tx-2"}>
          {reasonOf(line)}
        </span>
      ),
      width: 180,
      card: "detail",
    },
    { id: "account", header: t("columns.account"), value: ({ accountName }) => accountName, width: 90, card: "detail" },
    {
      id: "instruments",
      header: t("columns.instruments"),
      value: ({ instruments, resolution }) => `${instruments.join(", ")} ${resolution}`,
      width: 130,
      card: "detail",
    },
  ];
}

function moneyColumns(t: Words): readonly TableColumn<DeploymentLine>[] {
  const gain = (id: "pnlToday" | "pnl", card: "value" | "change"): TableColumn<DeploymentLine> => ({
    id,
    header: t(`columns.${id}`),
    value: (line) => numberOf(line[id]),
    text: (line) => line[id] ?? "",
    cell: (line) => (
      <SignedNumber
        value={numberOf(line[id])}
        text={formatMoney(numberOf(line[id]), line.currency, { signed: true })}
      />
    ),
    align: "end",
    width: 96,
    grow: 0,
    card,
  });
  return [
    {
      id: "exposure",
      header: t("columns.exposure"),
      value: ({ exposure }) => numberOf(exposure),
      text: ({ exposure }) => exposure ?? "",
      cell: ({ exposure, currency }) => <span className="num">{formatMoney(numberOf(exposure), currency)}</span>,
      align: "end",
      width: 92,
      grow: 0,
      card: "detail",
    },
    gain("pnlToday", "value"),
    gain("pnl", "change"),
  ];
}

function lastColumns(t: Words, dateTime: (ms: number) => string): readonly TableColumn<DeploymentLine>[] {
  return [
    {
      id: "last",
      header: t("columns.last"),
      value: ({ lastDecision }) => lastDecision?.closedAt ?? null,
      text: ({ lastDecision }) => lastDecision?.sentence ?? "",
      cell: ({ lastDecision }) =>
        lastDecision === null ? (
          <span className="text-tx-3">{t("noDecision")}</span>
        ) : (
          <span title={`${dateTime(lastDecision.closedAt)} ${lastDecision.sentence}`}>
            <span className={OUTCOME_TONES[lastDecision.outcome]}>{t(`outcomes.${lastDecision.outcome}`)}</span>{" "}
            <span className="text-tx-2">{lastDecision.sentence}</span>
          </span>
        ),
      width: 190,
      grow: 2,
      card: "detail",
    },
    {
      id: "parity",
      header: t("columns.parity"),
      hint: t("parityHint"),
      value: ({ parity }) => parity,
      cell: ({ parity }) => (
        <span className={parity !== null && parity < 1 ? "num text-warn" : "num"}>
          {parity === null ? "" : formatPercent(parity, { decimals: 1 })}
        </span>
      ),
      align: "end",
      width: 68,
      grow: 0,
      card: "detail",
    },
  ];
}
