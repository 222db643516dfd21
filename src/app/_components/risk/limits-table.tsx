"use client";

import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, Chip, EmptyState, Progress } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { LimitTask } from "./limit-dialog";
import { type LimitUsageView, type LimitView, useLimitWords } from "./use-limit-words";

/** Prices move by themselves. */
const USAGE_EVERY_MS = 3_000;

interface Row {
  readonly limit: LimitView;
  /** Undefined: not read yet, or a limit on orders alone. */
  readonly usage: LimitUsageView | undefined;
}
const rowId = ({ limit }: Row) => limit.limitId;

export interface LimitsTableProps {
  readonly limits: {
    readonly data: { readonly limits: readonly LimitView[] } | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  /** Whose use of the limits is shown; null: nobody has an account. */
  readonly account: { readonly accountId: string; readonly name: string } | null;
  /** Null: only looked at. */
  readonly onTask: ((task: LimitTask) => void) | null;
}

/** Limits in force, with how much of each the chosen account uses. */
export function LimitsTable({ limits, account, onTask }: LimitsTableProps) {
  const t = useTranslations("risk.limits");
  const trpc = useTRPC();
  const usage = useQuery({
    ...trpc.risk.usage.queryOptions(account === null ? skipToken : { accountId: account.accountId }, {
      meta: { quiet: true },
    }),
    refetchInterval: USAGE_EVERY_MS,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(
    () =>
      limits.data?.limits.map(
        (limit): Row => ({ limit, usage: usage.data?.find(({ limitId }) => limitId === limit.limitId) }),
      ),
    [limits.data, usage.data],
  );
  const columns = useColumns(account?.name ?? null, onTask);
  return (
    <DataTable
      id="limits"
      label={t("title")}
      columns={columns}
      rows={rows}
      rowId={rowId}
      error={limits.error}
      failedTitle={t("failed")}
      onRetry={() => void limits.refetch()}
      empty={<EmptyState title={t("none")}>{t("noneHint")}</EmptyState>}
    />
  );
}

function useColumns(accountName: string | null, onTask: LimitsTableProps["onTask"]): readonly TableColumn<Row>[] {
  const t = useTranslations("risk.limits");
  const words = useLimitWords();
  const format = useFormat();
  return useMemo(() => {
    const columns: readonly TableColumn<Row>[] = [
      {
        id: "limit",
        header: t("columns.limit"),
        value: ({ limit }) => words.title({ name: limit.name, kind: limit.terms.kind }),
        cell: ({ limit }) => (
          <span className="flex min-w-0 items-center gap-2">
            <b className="truncate font-medium">{words.title({ name: limit.name, kind: limit.terms.kind })}</b>
            {limit.waiting === null ? null : <Chip tone="warn">{t("waits")}</Chip>}
          </span>
        ),
        width: 180,
        grow: 2,
        pinned: true,
        card: "title",
      },
      {
        id: "scope",
        header: t("columns.scope"),
        value: ({ limit }) => words.scope(limit.scope),
        width: 130,
        card: "detail",
      },
      {
        id: "value",
        header: t("columns.value"),
        value: ({ limit }) => words.terms(limit.terms),
        cell: ({ limit }) => <span className="num">{words.terms(limit.terms)}</span>,
        align: "end",
        width: 130,
        card: "value",
      },
      {
        id: "used",
        header: accountName === null ? t("columns.used") : t("ofAccount", { account: accountName }),
        value: ({ usage }) => usage?.part ?? null,
        cell: (row) => <Used {...row} />,
        width: 230,
        grow: 2,
        card: "detail",
      },
      {
        id: "since",
        header: t("columns.since"),
        value: ({ limit }) => limit.since,
        cell: ({ limit }) => <time className="num">{format.dateTime(limit.since)}</time>,
        text: ({ limit }) => format.dateTime(limit.since),
        width: 150,
        grow: 0,
        card: "none",
      },
    ];
    if (onTask === null) return columns;
    const actions: TableColumn<Row> = {
      id: "actions",
      header: t("columns.actions"),
      value: () => null,
      cell: ({ limit }) => (
        <span className="flex gap-1">
          <Button size="sm" variant="quiet" onClick={() => onTask({ task: "change", limit })}>
            {t("change")}
          </Button>
          <Button size="sm" variant="quiet" onClick={() => onTask({ task: "remove", limit })}>
            {t("remove")}
          </Button>
        </span>
      ),
      sortable: false,
      width: 150,
      grow: 0,
      card: "change",
    };
    return [...columns, actions];
  }, [t, words, format, accountName, onTask]);
}

const WARN_FROM = 0.8;
const TEXT_TONES = { warn: "text-warn", bad: "text-danger" } as const;

/** A gauge with its numbers; a limit on orders alone has nothing to show before one comes. */
function Used({ limit, usage }: Row) {
  const t = useTranslations("risk.limits");
  const words = useLimitWords();
  if (usage === undefined) return <span className="text-tx-3">{t("perOrder")}</span>;
  if (usage.used === null)
    return (
      <span className="text-warn" title={t("unknownHint")}>
        {t("unknown")}
      </span>
    );
  const text = words.used(limit.terms.kind, { ...usage, used: usage.used });
  const tone = usage.isOver ? "bad" : (usage.part ?? 0) >= WARN_FROM ? "warn" : undefined;
  return (
    <span className="flex min-w-0 items-center gap-2" title={usage.isOver ? t("over") : undefined}>
      <Progress
        done={usage.isOver ? 1 : Math.min(1, usage.part ?? 0)}
        total={1}
        tone={tone}
        label={text}
        className="w-14 shrink-0"
      />
      <span className={cn("num truncate", tone === undefined ? null : TEXT_TONES[tone])}>
        {usage.isOver ? `${text} · ${t("over")}` : text}
      </span>
    </span>
  );
}
