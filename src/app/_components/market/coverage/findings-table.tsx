"use client";

import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, Chip, EmptyState, Select } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { formatDate, formatDateTime, formatNumber, formatPercent } from "@/app/_lib/format";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { RESOLUTIONS, withScope } from "@/app/_lib/scope";
import { useMayTrade } from "@/app/_lib/session";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { FINDING_KINDS, isSessionResolution } from "@/modules/data";
import { ExplainDialog } from "./explain-dialog";
import { isResolutionName } from "./series-table";
import { FINDING_STATES, type Finding, useCoverageAddress, useFindings, useSayOfFinding } from "./use-coverage";

type Words = ReturnType<typeof useTranslations<"finding">>;

const ALL = "all";
const TONES = { error: "bad", warn: "warn", warning: "warn", info: "neutral" } as const;
const PRICE_DECIMALS = 4;

/** The sentence of a finding with its numbers. */
function textOf({ kind, bars, facts }: Finding, t: Words): string {
  const number = (name: string) => (typeof facts[name] === "number" ? facts[name] : 0);
  const price = (name: string) => formatNumber(number(name), { decimals: PRICE_DECIMALS }).replace(/0{1,2}$/, "");
  const text = (name: string) => String(facts[name] ?? "");
  const values = {
    bars,
    sessions: number("sessions"),
    minutes: number("minutes"),
    z: number("z"),
    ratio: text("ratio"),
    now: text("now"),
    before: kind === "sources_disagree" ? text("before") : price("before"),
    after: price("after"),
    price: price("price"),
    largest: formatPercent(number("largest")),
  };
  return t(`texts.${kind}`, values);
}

interface Facts {
  readonly t: Words;
  readonly timeZone: string;
  readonly mayTrade: boolean;
  readonly onRepair: (finding: Finding) => void;
  readonly onExplain: (finding: Finding) => void;
  readonly onAccept: (finding: Finding) => void;
  readonly onReopen: (finding: Finding) => void;
}

function columnsOf({
  t,
  timeZone,
  mayTrade,
  onRepair,
  onExplain,
  onAccept,
  onReopen,
}: Facts): readonly TableColumn<Finding>[] {
  const when = ({ resolution, fromMs, toMs, kind }: Finding) => {
    if (kind === "stale") return formatDate(fromMs, isSessionResolution(resolution) ? "UTC" : timeZone);
    if (!isSessionResolution(resolution))
      return `${formatDateTime(fromMs, timeZone)} \u2013 ${formatDateTime(toMs, timeZone).slice(-5)}`;
    // The range ends before the first bar after it: the last date inside is what a person reads.
    const [first, last] = [formatDate(fromMs, "UTC"), formatDate(toMs - 1, "UTC")];
    return first === last ? first : `${first} \u2013 ${last}`;
  };
  return [
    {
      id: "series",
      header: t("title"),
      value: ({ symbol, resolution }) => `${symbol} ${resolution}`,
      cell: ({ symbol, resolution }) => (
        <>
          <b>{symbol}</b> <span className="text-tx-3">{resolution}</span>
        </>
      ),
      pinned: true,
      width: 110,
      grow: 0,
      card: "title",
    },
    {
      id: "severity",
      header: t("severity"),
      value: ({ severity }) => t(`severities.${severity}`),
      cell: ({ severity }) => <Chip tone={TONES[severity]}>{t(`severities.${severity}`)}</Chip>,
      width: 84,
      grow: 0,
      card: "value",
    },
    {
      id: "what",
      header: t("what"),
      value: ({ kind }) => t(`kinds.${kind}`),
      text: (finding) => `${t(`kinds.${finding.kind}`)}: ${textOf(finding, t)}`,
      cell: (finding) => (
        <span title={`${t(`kinds.${finding.kind}`)}. ${textOf(finding, t)}. ${t(`remedies.${finding.remedy}`)}`}>
          <b>{t(`kinds.${finding.kind}`)}</b> <span className="text-tx-2">{textOf(finding, t)}</span>
        </span>
      ),
      width: 260,
      grow: 4,
      card: "detail",
    },
    {
      id: "when",
      header: t("where"),
      value: ({ fromMs }) => fromMs,
      text: when,
      cell: (finding) => <span className="num text-tx-2">{when(finding)}</span>,
      width: 170,
      grow: 1,
      card: "detail",
    },
    {
      id: "todo",
      header: t("todo"),
      value: ({ remedy }) => t(`remedies.${remedy}`),
      cell: ({ remedy }) => <span className="text-tx-2">{t(`remedies.${remedy}`)}</span>,
      width: 160,
      grow: 2,
      card: "none",
    },
    {
      id: "state",
      header: t("state"),
      value: ({ explanation }) => (explanation === null ? t("states.open") : t(`explanations.${explanation}`)),
      cell: (finding) =>
        finding.explanation === null ? (
          <span className="relative z-1 inline-flex gap-1">
            {finding.remedy === "repair" ? (
              <Button size="sm" disabled={!mayTrade} onClick={() => onRepair(finding)}>
                {t("repair")}
              </Button>
            ) : null}
            <Button size="sm" disabled={!mayTrade} onClick={() => onExplain(finding)}>
              {t("explain")}
            </Button>
            <Button size="sm" disabled={!mayTrade} onClick={() => onAccept(finding)}>
              {t("accept")}
            </Button>
          </span>
        ) : (
          <span
            className="inline-flex items-center gap-2"
            title={finding.reason === "" ? t("byHouse") : finding.reason}
          >
            <span className="text-tx-2">{t(`explanations.${finding.explanation}`)}</span>
            {finding.byPerson ? (
              <Button size="sm" disabled={!mayTrade} onClick={() => onReopen(finding)}>
                {t("reopen")}
              </Button>
            ) : null}
          </span>
        ),
      width: 256,
      grow: 0,
      card: "change",
    },
  ];
}

/** Everything that was found, newest first, with what can be done about it. */
export function FindingsTable() {
  const t = useTranslations("finding");
  const router = useRouter();
  const format = useFormat();
  const mayTrade = useMayTrade();
  const say = useFailureText();
  const [address] = useCoverageAddress();
  const [explained, setExplained] = useState<Finding | null>(null);
  const { explain, repair, reopen } = useSayOfFinding();
  const { of: symbol, bars: resolution, kind, state } = address;
  const findings = useFindings({ symbol, resolution, kind, state });
  const rows = useMemo(() => findings.data?.pages.flatMap((page) => page.rows), [findings.data]);
  const columns = useMemo(() => {
    const onError = (error: unknown) => notifyFailed(t("saveFailed"), say(toFailure(error)));
    return columnsOf({
      t,
      timeZone: format.timeZone,
      mayTrade,
      onRepair: ({ findingId }) =>
        repair.mutate(
          { findingId },
          {
            onSuccess: ({ outcome }) => notify(outcome === "started" ? "success" : "info", t(`repairs.${outcome}`)),
            onError,
          },
        ),
      onExplain: setExplained,
      onAccept: ({ findingId }) =>
        explain.mutate(
          { findingId, explanation: "accepted", reason: "" },
          { onSuccess: () => notify("success", t("accepted")), onError },
        ),
      onReopen: ({ findingId }) =>
        reopen.mutate({ findingId }, { onSuccess: () => notify("success", t("reopened")), onError }),
    });
  }, [t, format.timeZone, mayTrade, explain, repair, reopen, say]);
  const isFiltered = symbol !== null || resolution !== null || kind !== null;
  return (
    <>
      <DataTable
        id="findings"
        label={t("title")}
        columns={columns}
        rows={rows}
        rowId={({ findingId }) => findingId}
        error={findings.error}
        failedTitle={t("failed")}
        onRetry={() => void findings.refetch()}
        more={
          findings.hasNextPage
            ? { loading: findings.isFetchingNextPage, load: () => void findings.fetchNextPage() }
            : null
        }
        onOpen={({ symbol: opened, resolution: of }) =>
          router.push(withScope("/chart", { symbol: opened, resolution: of }))
        }
        tools={<FindingFilters />}
        empty={<EmptyState title={t("emptyTitle")}>{isFiltered ? t("emptyFiltered") : t("emptyOpen")}</EmptyState>}
        exportName="findings"
      />
      <ExplainDialog finding={explained} onClose={() => setExplained(null)} />
    </>
  );
}

function FindingFilters() {
  const t = useTranslations("finding");
  const c = useTranslations("coverage");
  const [address, setAddress] = useCoverageAddress();
  return (
    <>
      {address.of === null ? null : (
        <Button size="sm" onClick={() => void setAddress({ of: null })}>
          {`${address.of} \u00d7`}
        </Button>
      )}
      <Select
        aria-label={t("state")}
        value={address.state}
        options={FINDING_STATES.map((one) => ({ value: one, label: t(`states.${one}`) }))}
        onChange={(state) => void setAddress({ state })}
      />
      <Select
        aria-label={t("what")}
        value={address.kind ?? ALL}
        options={[
          { value: ALL, label: t("allKinds") },
          ...FINDING_KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) })),
        ]}
        onChange={(next) => void setAddress({ kind: FINDING_KINDS.find((kind) => kind === next) ?? null })}
      />
      <Select
        aria-label={c("filterResolution")}
        value={address.bars ?? ALL}
        options={[
          { value: ALL, label: c("allResolutions") },
          ...RESOLUTIONS.map((one) => ({ value: one, label: one })),
        ]}
        onChange={(next) => void setAddress({ bars: isResolutionName(next) ? next : null })}
      />
    </>
  );
}
