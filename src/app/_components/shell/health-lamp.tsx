"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useTranslations } from "use-intl";
import { useStreamState } from "@/app/_lib/events";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import { Lamp, type LampState, Link, Popover } from "../ui";
import type { Reason } from "./health-reasons";
import { Reasons } from "./opened";

export interface HealthState {
  readonly level: LampState;
  /** Worst first. */
  readonly reasons: readonly Reason[];
  /** Why there is nothing to show yet. */
  readonly error: unknown;
  readonly retry: () => void;
}

const REFRESH_MS = 20_000;
const RANK = { bad: 0, warn: 1, ok: 2 } as const;

/** What the server says of itself, and what this browser sees: whether it answers, and whether news come. */
export function useHealth(): HealthState {
  const trpc = useTRPC();
  const stream = useStreamState();
  const health = useQuery(trpc.system.health.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const own: Reason[] = [];
  if (health.isError && toFailure(health.error).kind === "connection.lost") {
    own.push({
      part: "web",
      level: "bad",
      messageKey: "web_silent",
      facts: {},
      sinceMs: health.dataUpdatedAt || null,
    });
  }
  if (stream.status === "lost") {
    own.push({ part: "stream", level: "warn", messageKey: "stream_lost", facts: {}, sinceMs: stream.sinceMs });
  }
  const told = health.data?.reasons ?? [];
  const reasons = [...own, ...told].toSorted((left, right) => RANK[left.level] - RANK[right.level]);
  return {
    level: reasons[0]?.level ?? health.data?.level ?? "off",
    reasons,
    error: health.data === undefined ? health.error : null,
    retry: () => void health.refetch(),
  };
}

/** The lamp of the top bar: shape and word, its reasons one press away. */
export function HealthLamp() {
  const t = useTranslations("health");
  const format = useFormat();
  const { level, reasons } = useHealth();
  const wrong = reasons.filter((reason) => reason.level !== "ok");
  // Nothing is wrong with it, and yet what it brought comes no more: that is no "all well" by itself.
  const off = reasons.filter(({ messageKey }) => messageKey === "feeds_off");
  const offCount = Number(off[0]?.facts["off"] ?? 0);
  const since = Math.min(...wrong.map((reason) => reason.sinceMs ?? Number.POSITIVE_INFINITY));
  return (
    <Popover
      label={t("title")}
      onOpenChange={Reasons.ahead}
      trigger={
        <button
          type="button"
          className="flex h-7 items-center gap-2 rounded-4 px-1.5 text-12 whitespace-nowrap hover:bg-bg-2 max-md:size-11 max-md:justify-center"
        >
          <Lamp state={level}>
            <span className="max-md:sr-only">{t(`level.${level}`)}</span>
          </Lamp>
          {wrong.length > 0 ? (
            <span className="num text-tx-2 max-lg:hidden">{t("reasons", { count: wrong.length })}</span>
          ) : null}
          {offCount > 0 ? (
            <span className="num text-warn max-lg:sr-only">{t("feedsOff", { count: offCount })}</span>
          ) : null}
          <ChevronDown aria-hidden="true" size={14} className="text-tx-3 max-md:hidden" />
        </button>
      }
    >
      <div className="flex items-center gap-2 px-3 pt-2.5 pb-2">
        <Lamp state={level}>{t(`level.${level}`)}</Lamp>
        <span className="num text-tx-2">
          {wrong.length === 0
            ? t(offCount > 0 ? "allAnswer" : "allWell", { count: offCount })
            : Number.isFinite(since)
              ? t("since", { time: format.time(since) })
              : t("worstFirst")}
        </span>
      </div>
      <Reasons
        reasons={wrong.length > 0 ? [...wrong, ...off] : [...off, ...reasons.filter((each) => !off.includes(each))]}
      />
      <div className="border-t border-line-2 px-3 py-1.5 text-11 text-tx-3">
        <Link href="/admin" className="link">
          {t("open")}
        </Link>
      </div>
    </Popover>
  );
}
