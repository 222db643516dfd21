"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Button, FailedState, Progress, Sheet, SkeletonRows } from "@/app/_components/ui";
import { formatPrice } from "@/app/_lib/format";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { writeQty } from "../trading/amounts";
import type { AlgoView, OrderView } from "../trading/types";
import { useAlgoWords } from "./algo-words";
import type { TickOf } from "./column-parts";
import { Status } from "./order-columns";
import { useOrderWords } from "./order-words";

const SKELETON_ROWS = 8;
type AlgoDetail = RouterOutputs["algos"]["get"];

export interface AlgoSheetProps {
  readonly algoId: string;
  readonly tickOf: TickOf;
  readonly mayTrade: boolean;
  readonly onOpen: (orderId: OrderView["orderId"]) => void;
  readonly onClose: () => void;
}

/** One parent order: how far it is, its slices, and what happened to it. */
export function AlgoSheet({ algoId, tickOf, mayTrade, onOpen, onClose }: AlgoSheetProps) {
  const t = useTranslations("timeline");
  const words = useAlgoWords();
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.algos.get.queryOptions({ algoId }));
  return (
    <Sheet open onOpenChange={onClose} title={data === undefined ? t("loading") : words.name(data.algo)}>
      {data === undefined ? (
        error === null ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        ) : (
          <FailedState title={t("failed")} error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <div className="flex flex-col">
          {mayTrade ? <Steering algo={data.algo} /> : null}
          <Facts algo={data.algo} tick={tickOf(data.algo.symbol)} />
          <Children detail={data} onOpen={onOpen} />
          <History detail={data} />
        </div>
      )}
    </Sheet>
  );
}

/** Pause, resume and cancel: what works at the venue goes with it. */
function Steering({ algo: { algoId, status } }: { readonly algo: AlgoView }) {
  const t = useTranslations("algos");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSettled = () => {
    void queryClient.invalidateQueries(trpc.algos.pathFilter());
    void queryClient.invalidateQueries(trpc.orders.pathFilter());
  };
  const pause = useMutation(
    trpc.algos.pause.mutationOptions({ onSettled, onSuccess: () => notify("success", t("paused")) }),
  );
  const resume = useMutation(
    trpc.algos.resume.mutationOptions({ onSettled, onSuccess: () => notify("success", t("resumed")) }),
  );
  const cancel = useMutation(
    trpc.algos.cancel.mutationOptions({ onSettled, onSuccess: () => notify("success", t("canceled")) }),
  );
  if (status !== "working" && status !== "paused") return null;
  const other = status === "working" ? pause : resume;
  return (
    <div className="flex gap-2 border-b border-line-2 px-4 py-2">
      <Button busy={other.isPending} onClick={() => other.mutate({ algoId })} className="max-md:h-11">
        {t(status === "working" ? "pause" : "resume")}
      </Button>
      <Button
        variant="danger"
        busy={cancel.isPending}
        onClick={() => cancel.mutate({ algoId })}
        className="max-md:h-11"
      >
        {t("cancel")}
      </Button>
    </div>
  );
}

function Facts({ algo, tick }: { readonly algo: AlgoView; readonly tick: string }) {
  const t = useTranslations("algos");
  const b = useTranslations("blotter");
  const line = useTranslations("timeline");
  const words = useAlgoWords();
  const format = useFormat();
  const price = (text: string | null) => (text === null ? null : formatPrice(Number(text), tick));
  const rows = [
    [t("status"), words.standing(algo)],
    [t("progress"), `${writeQty(algo.filledQty)} / ${writeQty(algo.qty)}`],
    [t("average"), price(algo.averagePrice)],
    [b("limit"), price(algo.limitPrice)],
    [t("sliceCount"), `${algo.slicesSent} / ${algo.slicesPlanned}`],
    [t("ends"), algo.endsAt === null ? null : format.dateTime(algo.endsAt, true)],
    [b("created"), format.dateTime(algo.createdAt, true)],
    [line("id"), algo.algoId],
  ] as const;
  return (
    <>
      <div className="px-4 pt-3">
        <Progress label={t("progress")} done={Number(algo.filledQty)} total={Number(algo.qty)} />
      </div>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 px-4 py-2 text-12 leading-6">
        {rows
          .filter(([, value]) => value !== null)
          .map(([label, value]) => (
            <div key={label} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-tx-3">{label}</dt>
              <dd className="num truncate text-right" title={value ?? undefined}>
                {value}
              </dd>
            </div>
          ))}
      </dl>
    </>
  );
}

function Heading({ children }: { readonly children: string }) {
  return <h3 className="border-y border-line-2 bg-bg-1 px-4 py-1.5 text-12 font-semibold">{children}</h3>;
}

function Children({ detail, onOpen }: { readonly detail: AlgoDetail } & Pick<AlgoSheetProps, "onOpen">) {
  const t = useTranslations("algos");
  const words = useOrderWords();
  return (
    <>
      <Heading>{t("children")}</Heading>
      {detail.children.length === 0 ? (
        <p className="px-4 py-2 text-12 text-tx-3">{t("noChildren")}</p>
      ) : (
        <ul className="px-4 py-1">
          {detail.children.map((order) => (
            <li key={order.orderId} className="flex items-center gap-3 py-1 text-12">
              <button
                type="button"
                onClick={() => onOpen(order.orderId)}
                className="link min-w-0 flex-1 truncate text-left max-md:min-h-11"
              >
                {words.name(order)}
              </button>
              <Status order={order} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function History({ detail }: { readonly detail: AlgoDetail }) {
  const t = useTranslations("algos");
  const format = useFormat();
  return (
    <>
      <Heading>{t("history")}</Heading>
      <ol className="px-4 py-1">
        {detail.transitions.map(({ number, at, to, reason }) => (
          <li key={number} className="grid grid-cols-[64px_1fr] gap-x-3 py-1 text-12">
            <span className="num text-tx-3" title={format.dateTime(at, true)}>
              {format.time(at)}
            </span>
            <span>
              <b>{t(`statuses.${to}`)}</b>
              {reason === null ? null : <span className="text-tx-3"> {reason}</span>}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
