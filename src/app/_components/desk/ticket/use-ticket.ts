"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { writeQty } from "../trading/amounts";
import { newKey } from "../trading/new-key";
import { useTradeState } from "../trading/trade-state";
import { checkDraft, type DraftFacts, type DraftProblem, type OrderRequest, type TicketRequest } from "./check-draft";
import { changeDraft, type Draft, EMPTY_DRAFT } from "./draft";
import { ASK_AGAIN_AFTER_MS, EDITING, nextSubmission, type Submission, type SubmissionAction } from "./submission";
import { algoRequestOf, PREVIEW_AGAIN_MS, useAlgoPreview } from "./use-algo-preview";

const NO_PROBLEMS: readonly DraftProblem[] = [];

/** The state of sending, stepped at once: a double click is two clicks before anything is drawn anew. */
function useSubmission() {
  const machine = useRef<Submission>(EDITING);
  const [submission, setSubmission] = useState<Submission>(EDITING);
  const act = useCallback((action: SubmissionAction): boolean => {
    const next = nextSubmission(machine.current, action);
    const isStep = next !== machine.current;
    machine.current = next;
    setSubmission(next);
    return isStep;
  }, []);
  return { submission, act };
}

/** Sends what was previewed, once: asks again under the same key while no answer comes. */
function useSend(onSent: (request: TicketRequest) => void) {
  const t = useTranslations("ticket");
  const words = useTranslations("algos");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { submission, act } = useSubmission();
  const { mutate } = useMutation(trpc.orders.submit.mutationOptions({ meta: { quiet: true } }));
  const { mutate: mutateAlgo } = useMutation(trpc.algos.submit.mutationOptions({ meta: { quiet: true } }));
  const ask = useCallback(
    (request: TicketRequest, idempotencyKey: string) => {
      const { algo, ...order } = request;
      const { side, qty, symbol } = request;
      const onSuccess = ({ repeated }: { readonly repeated: boolean }) => {
        act({ type: "answered" });
        const size = { qty: writeQty(qty), symbol };
        const title =
          algo === null
            ? t("sent", { side: t(side), ...size })
            : words("sent", { kind: words(`kinds.${algo.kind}`), ...size });
        notify("success", title, repeated ? t("sentRepeated") : algo === null ? t("sentText") : words("sentText"));
        void queryClient.invalidateQueries(trpc.orders.pathFilter());
        void queryClient.invalidateQueries(trpc.algos.pathFilter());
        void queryClient.invalidateQueries(trpc.accounts.pathFilter());
        onSent(request);
      };
      const onError = (error: unknown) => act({ type: "failed", failure: toFailure(error), atMs: Date.now() });
      const asked = { onSuccess, onError };
      if (algo === null) mutate({ idempotencyKey, request: order }, asked);
      else mutateAlgo({ idempotencyKey, request: algoRequestOf(order, algo) }, asked);
    },
    [mutate, mutateAlgo, act, t, words, queryClient, trpc, onSent],
  );
  const askAgain = useCallback(() => {
    if (submission.status === "unknown" && act({ type: "asked_again" })) ask(submission.request, submission.key);
  }, [submission, act, ask]);
  const waitMs = submission.status === "unknown" ? ASK_AGAIN_AFTER_MS[submission.tries - 1] : undefined;
  useEffect(() => {
    if (waitMs === undefined) return undefined;
    const timer = setTimeout(askAgain, waitMs);
    return () => clearTimeout(timer);
  }, [waitMs, askAgain]);
  const send = (request: TicketRequest) => {
    const key = newKey();
    if (act({ type: "sent", key })) ask(request, key);
  };
  return { submission, act, send, askAgain, isAskedAgain: waitMs !== undefined };
}

/** The ticket of one instrument and account: what is written, what it would do, and where its sending stands. */
export function useTicket(facts: DraftFacts) {
  const { call, setPreviewed } = useTradeState();
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const [isTried, setTried] = useState(false);
  const onSent = useCallback((request: TicketRequest) => {
    // Type and time stay for the next one; what was the order's own goes.
    setDraft((before) => ({ ...EMPTY_DRAFT, side: request.side, ordType: before.ordType, sizeBy: before.sizeBy }));
    setTried(false);
  }, []);
  const { submission, act, ...sending } = useSend(onSent);
  const isLocked = submission.status === "sending" || submission.status === "unknown";
  const checked = useMemo(() => checkDraft(draft, facts), [draft, facts]);

  // Prices and sizes of one instrument mean nothing on another.
  const [writtenFor, setWrittenFor] = useState(facts.symbol);
  if (writtenFor !== facts.symbol && !isLocked) {
    setWrittenFor(facts.symbol);
    setDraft({ ...EMPTY_DRAFT, side: draft.side });
    setTried(false);
  }
  const [heard, setHeard] = useState(0);
  if (call !== null && call.turn !== heard) {
    setHeard(call.turn);
    if (!isLocked) setDraft({ ...draft, side: call.side });
  }
  const request = submission.status === "previewed" ? submission.request : null;
  // A preview of another account, instrument or side is none.
  const isOther =
    request !== null &&
    (request.accountId !== facts.accountId || request.symbol !== facts.symbol || request.side !== draft.side);
  useEffect(() => {
    if (isOther) act({ type: "edited" });
  }, [act, isOther]);
  useEffect(() => {
    setPreviewed(request);
    return () => setPreviewed(null);
  }, [request, setPreviewed]);
  const preview = useTicketPreview(request);
  const mayPass = preview.data !== undefined && preview.data.breaches.length === 0;

  return {
    draft,
    submission,
    isLocked,
    problems: isTried && !checked.ok ? checked.error : NO_PROBLEMS,
    /** Units that a size in money comes to, where it is known. */
    qty: checked.ok ? checked.value.qty : null,
    preview,
    mayPass,
    change: (change: Partial<Draft>) => {
      if (isLocked) return;
      setDraft(changeDraft(draft, change));
      act({ type: "edited" });
    },
    /** Enter: the first previews, the second sends. */
    enter: () => {
      if (request !== null) {
        if (mayPass) sending.send(request);
        return;
      }
      setTried(true);
      if (checked.ok) act({ type: "previewed", request: checked.value });
    },
    edit: () => act({ type: "edited" }),
    askAgain: sending.askAgain,
    isAskedAgain: sending.isAskedAgain,
    giveUp: () => act({ type: "given_up" }),
  };
}

export type TicketControl = ReturnType<typeof useTicket>;

/** What is shown before it is sent: of an order what it would do, of a parent the same of the whole, and its plan. */
function useTicketPreview(request: TicketRequest | null) {
  const order = useOrderPreview(request?.algo == null ? request : null);
  const algo = useAlgoPreview(request);
  if (request?.algo == null)
    return { data: order.data, plan: null, error: order.error, refetch: () => void order.refetch() };
  return { data: algo.data?.whole, plan: algo.data ?? null, error: algo.error, refetch: () => void algo.refetch() };
}

const NOTHING_ASKED: OrderRequest = {
  accountId: "",
  symbol: "",
  side: "buy",
  qty: "1",
  ordType: "market",
  limitPrice: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  timeInForce: "day",
  expireAt: null,
  reduceOnly: false,
  postOnly: false,
  takeProfit: null,
  stopLoss: null,
};

/** What an order would do now, asked anew every few seconds while it is shown. Shared by all who show it. */
export function useOrderPreview(request: OrderRequest | null) {
  const trpc = useTRPC();
  return useQuery(
    trpc.orders.preview.queryOptions(request ?? NOTHING_ASKED, {
      enabled: request !== null,
      refetchInterval: PREVIEW_AGAIN_MS,
      retry: false,
      gcTime: 0,
      meta: { quiet: true },
    }),
  );
}
