"use client";

import { type ReactNode, useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { formatPercent, formatPrice } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import { writeQty } from "../trading/amounts";
import { useTradeState } from "../trading/trade-state";
import type { AlgoView } from "../trading/types";
import type { useAlgos } from "../trading/use-trading";
import { useAlgoWords } from "./algo-words";
import { numberOf, SIDE_TONES, type TickOf } from "./column-parts";
import { useOrderWords } from "./order-words";
import { useSymbols } from "./use-symbols";

/** Parents that are not over; undefined while they are read. */
export const workingAlgos = (rows: readonly AlgoView[] | undefined) =>
  rows?.filter(({ status }) => status === "working" || status === "paused");

const algoId = (algo: AlgoView) => algo.algoId;

function useAlgoColumns(tickOf: TickOf): readonly TableColumn<AlgoView>[] {
  const t = useTranslations("algos");
  const b = useTranslations("blotter");
  const words = useOrderWords();
  const algoWords = useAlgoWords();
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "symbol",
        header: b("symbol"),
        pinned: true,
        width: 84,
        value: (algo) => algo.symbol,
        cell: (algo) => <b>{algo.symbol}</b>,
        card: "title",
      },
      { id: "kind", header: t("kind"), width: 60, value: (algo) => t(`kinds.${algo.kind}`), card: "detail" },
      {
        id: "side",
        header: b("side"),
        width: 44,
        value: (algo) => words.side(algo.side),
        cell: (algo) => <span className={SIDE_TONES[algo.side]}>{words.side(algo.side)}</span>,
      },
      {
        id: "progress",
        header: t("progress"),
        align: "end",
        width: 132,
        value: (algo) => Number(algo.filledQty) / Number(algo.qty),
        cell: (algo) => (
          <span className="num">
            {writeQty(algo.filledQty)} / {writeQty(algo.qty)}{" "}
            <span className="text-tx-3">{formatPercent(Number(algo.filledQty) / Number(algo.qty))}</span>
          </span>
        ),
        text: (algo) => `${algo.filledQty} / ${algo.qty}`,
        live: true,
        card: "value",
      },
      {
        id: "average",
        header: t("average"),
        align: "end",
        width: 84,
        value: (algo) => numberOf(algo.averagePrice),
        cell: (algo) =>
          algo.averagePrice === null ? null : formatPrice(Number(algo.averagePrice), tickOf(algo.symbol)),
        text: (algo) => algo.averagePrice ?? "",
      },
      {
        id: "slices",
        header: t("sliceCount"),
        align: "end",
        width: 72,
        value: (algo) => algo.slicesSent,
        cell: (algo) => `${algo.slicesSent} / ${algo.slicesPlanned}`,
        text: (algo) => `${algo.slicesSent} / ${algo.slicesPlanned}`,
      },
      {
        id: "ends",
        header: t("ends"),
        width: 76,
        value: (algo) => algo.endsAt,
        cell: (algo) => (algo.endsAt === null ? null : <span className="num">{format.time(algo.endsAt)}</span>),
        text: (algo) => (algo.endsAt === null ? "" : new Date(algo.endsAt).toISOString()),
      },
      {
        id: "status",
        header: t("status"),
        width: 180,
        value: algoWords.standing,
        cell: (algo) => (
          <span className={algo.status === "failed" ? "text-danger" : algo.waiting === null ? undefined : "text-warn"}>
            {algoWords.standing(algo)}
          </span>
        ),
        live: true,
        card: "detail",
      },
    ],
    [t, b, words, algoWords, format, tickOf],
  );
}

interface AlgosProps {
  readonly algos: ReturnType<typeof useAlgos>;
  readonly toolsInto: HTMLElement | null;
  /** What stands there while there is none. */
  readonly empty: ReactNode;
}

/** Orders that are spread over time: how far each is, and where it stands. */
export function Algos({ algos, toolsInto, empty }: AlgosProps) {
  const t = useTranslations("algos");
  const b = useTranslations("blotter");
  const { tickOf } = useSymbols();
  const { setWish } = useTradeState();
  return (
    <DataTable
      id="desk-algos"
      headless
      toolsInto={toolsInto}
      label={t("tab")}
      columns={useAlgoColumns(tickOf)}
      rows={algos.rows}
      rowId={algoId}
      error={algos.error}
      failedTitle={t("failed")}
      safe={b("safe")}
      onRetry={algos.retry}
      onOpen={(algo) => setWish({ do: "showAlgo", algoId: algo.algoId })}
      filterable={false}
      exportName="algos"
      more={algos.more}
      empty={empty}
    />
  );
}
