"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Button, Chip, EmptyState, FailedState, SkeletonRows } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { WebhookCall } from "./types";
import { useCallWords } from "./use-call-words";

const PAGE = 25;
const TONES = { working: "warn", done: "ok", would: "neutral", told: "ok", refused: "bad", repeated: "warn" } as const;

/** What calls asked for and what each did, newest first. */
export function HookCalls({ hookId }: { readonly hookId: string }) {
  const t = useTranslations("webhooksIn");
  const table = useTranslations("table");
  const trpc = useTRPC();
  const calls = useInfiniteQuery(
    trpc.webhookIn.calls.infiniteQueryOptions(
      { hookId, limit: PAGE },
      { getNextPageParam: (page) => page.cursor ?? undefined },
    ),
  );
  if (calls.data === undefined)
    return calls.isError ? (
      <FailedState title={t("callsFailed")} error={calls.error} onRetry={() => void calls.refetch()} />
    ) : (
      <SkeletonRows rows={4} label={t("calls")} />
    );
  const rows = calls.data.pages.flatMap((page) => page.rows);
  if (rows.length === 0) return <EmptyState title={t("callsEmpty")}>{t("callsEmptyText")}</EmptyState>;
  return (
    <>
      <ul>
        {rows.map((call) => (
          <CallLine key={call.callId} call={call} />
        ))}
      </ul>
      {calls.hasNextPage ? (
        <Button
          size="sm"
          className="m-2 max-md:h-11"
          busy={calls.isFetchingNextPage}
          onClick={() => void calls.fetchNextPage()}
        >
          {table("loadMore")}
        </Button>
      ) : null}
    </>
  );
}

function CallLine({ call }: { readonly call: WebhookCall }) {
  const t = useTranslations("webhooksIn");
  const words = useCallWords();
  const format = useFormat();
  return (
    <li className="flex flex-col gap-0.5 border-b border-line-1 py-2 text-12 last:border-b-0">
      <div className="flex flex-wrap items-center gap-2">
        <Chip tone={TONES[call.outcome]}>{t(`outcomes.${call.outcome}`)}</Chip>
        <span className="min-w-0 font-medium break-words text-tx-1">{words.wish(call.wish)}</span>
        <span className="num ml-auto text-tx-3">{format.dateTime(call.receivedAt)}</span>
      </div>
      <p className="num break-words text-tx-2">{words.answer(call.answer, call.outcome)}</p>
    </li>
  );
}
