"use client";

import { useTranslations } from "use-intl";
import { formatPercent, formatPrice } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import { writeQty } from "../trading/amounts";
import type { AlgoPreview } from "../trading/types";
import type { TicketRequest } from "./check-draft";

export interface PlanNoteProps {
  readonly request: TicketRequest;
  readonly plan: AlgoPreview;
  readonly tick: string;
}

/** What a parent will send, and when. */
export function PlanNote({ request, plan, tick }: PlanNoteProps) {
  const t = useTranslations("algos");
  const format = useFormat();
  const { slices, endsAt, profile } = plan;
  const sizes = slices.map(({ qty }) => Number(qty));
  const [least, most] = [writeQty(String(Math.min(...sizes))), writeQty(String(Math.max(...sizes)))];
  const last = slices.at(-1);
  const startMs = endsAt - (request.algo?.durationS ?? 0) * 1_000;
  const { limitPrice } = request;
  const part = request.algo?.participation ?? null;
  return (
    <p className="text-12 leading-5 text-tx-2">
      {t("plan", {
        count: slices.length,
        size: least === most ? least : t("planSizes", { least, most }),
        last: format.time(startMs + (last?.dueMs ?? 0)),
        ends: format.time(endsAt),
      })}{" "}
      {profile === null ? null : `${t("planProfile", { sessions: profile.sessions })} `}
      {limitPrice === null ? t("planMarket") : t("planLimit", { limit: formatPrice(Number(limitPrice), tick) })}{" "}
      {part === null ? null : `${t("planVolume", { percent: formatPercent(Number(part)) })} `}
      {t("planWhole")}
    </p>
  );
}
