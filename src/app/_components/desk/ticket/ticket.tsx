"use client";

import { type FormEvent, type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, lazily, Note } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import type { LiveQuote } from "@/app/_lib/quotes";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { useIsPhone } from "@/app/_lib/use-media";
import { useNow } from "@/app/_lib/use-now";
import type { Instrument } from "../../market/types";
import { useSince } from "../scope/trading-control";
import { useTradeState } from "../trading/trade-state";
import type { AccountView } from "../trading/types";
import { useOverview, useTradingState } from "../trading/use-trading";
import { type DraftFacts, factsOf } from "./check-draft";
import type { DraftField } from "./draft";
import { fieldOf } from "./place-refusal";
import { PlanNote } from "./plan-note";
import { PreviewNote } from "./preview-note";
import { TicketFields } from "./ticket-fields";
import { type TicketControl, useTicket } from "./use-ticket";

const CLOCK_MS = 10_000;
const WhatIf = lazily(() => import("../what-if/what-if").then((module) => module.WhatIf));

export interface TicketProps {
  readonly account: AccountView;
  readonly instrument: Instrument;
  readonly quote: LiveQuote | undefined;
}

/** The far side of a fresh quote, which a market order is reckoned with; null without one. */
function priceOf(quote: LiveQuote | undefined, side: "buy" | "sell"): string | null {
  if (quote === undefined || quote.state !== "live") return null;
  const price = (side === "buy" ? quote.ask : quote.bid) ?? quote.last;
  return price === null ? null : String(price);
}

/** What a draft of this instrument is checked with. */
function useFacts({ account, instrument, quote }: TicketProps): DraftFacts {
  const nowMs = useNow(CLOCK_MS);
  const equity = useOverview(account.accountId).data?.equity ?? null;
  const { symbol, tick, lot, multiplier, currency } = instrument;
  const { accountId, baseCurrency } = account;
  const [buy, sell] = [priceOf(quote, "buy"), priceOf(quote, "sell")];
  const fxRate = currency === baseCurrency ? "1" : null;
  return useMemo(
    () => ({ accountId, symbol, tick, lot, multiplier, prices: { buy, sell }, equity, fxRate, nowMs }),
    [accountId, symbol, tick, lot, multiplier, buy, sell, equity, fxRate, nowMs],
  );
}

/** An order from the keyboard: side, size, Enter shows what it would do, Enter sends it. */
export function Ticket(props: TicketProps) {
  const { account, instrument, quote } = props;
  const t = useTranslations("ticket");
  const { call, takeFocus } = useTradeState();
  const facts = useFacts(props);
  const ticket = useTicket(facts);
  const isPhone = useIsPhone();
  const sizeBox = useRef<HTMLInputElement>(null);
  const turn = call?.turn;
  useEffect(() => {
    if (turn !== undefined && takeFocus(turn)) sizeBox.current?.focus();
  }, [turn, takeFocus]);
  const errors = useErrors(ticket);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || ticket.submission.status !== "previewed") return;
    // Back to editing; the sheet around it stays open.
    event.preventDefault();
    event.stopPropagation();
    ticket.edit();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ticket.enter();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc in any of its fields goes back to editing
    <form
      onSubmit={submit}
      onKeyDown={onKeyDown}
      noValidate
      aria-label={t("title")}
      className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto p-3 max-md:p-4"
    >
      <StateNote account={account} />
      <TicketFields
        draft={ticket.draft}
        change={ticket.change}
        disabled={ticket.isLocked}
        errors={errors}
        qty={ticket.qty}
        currency={instrument.currency}
        tick={instrument.tick}
        lot={instrument.lot}
        sizeBox={sizeBox}
      />
      {quote?.state === "live" ? null : (
        <p className="text-12 text-warn">
          {t("noQuote", { symbol: instrument.symbol })}. {t("noQuoteWhy")}
        </p>
      )}
      <Outcome ticket={ticket} account={account} tick={instrument.tick} />
      <SendRow ticket={ticket} account={account} />
      {isPhone && ticket.submission.status === "previewed" ? (
        // Beside the ticket where there is room; a sheet has it below.
        <div className="-mx-4 shrink-0 border-t border-line-1">
          <WhatIf account={account} symbol={instrument.symbol} />
        </div>
      ) : null}
    </form>
  );
}

/** What the browser and what the server find wrong, by field. */
function useErrors({ problems, submission, preview }: TicketControl): ReadonlyMap<DraftField, string> {
  const t = useTranslations("ticket");
  const say = useFailureText();
  const errors = new Map<DraftField, string>(
    problems.map(({ field, kind, facts }) => [field, t(`problem.${kind}`, factsOf(facts))] as const),
  );
  const refused = preview.error === null ? null : toFailure(preview.error);
  const failure = submission.status === "editing" ? submission.failure : refused;
  const field = failure === null ? null : fieldOf(failure);
  if (failure !== null && field !== null && !errors.has(field)) errors.set(field, say(failure));
  return errors;
}

function StateNote({ account }: { readonly account: AccountView }) {
  const t = useTranslations("ticket");
  const since = useSince();
  const { data: state } = useTradingState(account.accountId);
  if (state === undefined || state.effective === "active") return null;
  const isHalted = state.effective === "halted";
  return (
    <Banner tone={isHalted ? "bad" : "warn"} className="-mx-3 -mt-3 max-md:-mx-4 max-md:-mt-4">
      {t(isHalted ? "halted" : "reduceOnlyState", { since: since(state) })}
    </Banner>
  );
}

interface OutcomeProps {
  readonly ticket: TicketControl;
  readonly account: AccountView;
  readonly tick: string;
}

/** Between the fields and the button: the sentence of the preview, a refusal, or that no answer came. */
function Outcome({ ticket, account, tick }: OutcomeProps) {
  const t = useTranslations("ticket");
  const say = useFailureText();
  const format = useFormat();
  const { submission, preview } = ticket;
  switch (submission.status) {
    case "editing": {
      const { failure } = submission;
      if (failure === null || fieldOf(failure) !== null) return null;
      // It is kept, and is no fault: the sentence says where.
      const isKept = failure.kind === "order.waits_for_approval";
      return (
        <div role="alert">
          <Note tone={isKept ? "warn" : "bad"}>{isKept ? say(failure) : `${say(failure)} ${t("nothingSent")}`}</Note>
        </div>
      );
    }
    case "previewed":
      return (
        <output className="flex flex-col gap-2">
          {preview.plan === null ? null : <PlanNote request={submission.request} plan={preview.plan} tick={tick} />}
          <PreviewNote
            request={submission.request}
            account={account}
            tick={tick}
            preview={preview.data ?? null}
            error={preview.error}
            onRetry={preview.refetch}
            onUse={(qty) => ticket.change({ sizeBy: "qty", size: qty })}
          />
        </output>
      );
    case "sending":
      return null;
    case "unknown":
      return (
        <div role="alert" className="flex flex-col items-start gap-2">
          <Note tone="warn">
            <b>{t("unknownTitle", { time: format.time(submission.sinceMs) })}</b> {t("unknownText")}{" "}
            {ticket.isAskedAgain ? null : t("unknownLast", { tries: submission.tries })}
          </Note>
          {ticket.isAskedAgain ? null : (
            <span className="flex flex-wrap gap-2">
              <Button onClick={ticket.askAgain} className="max-md:h-11">
                {t("askAgain")}
              </Button>
              <Button variant="quiet" title={t("giveUpText")} onClick={ticket.giveUp} className="max-md:h-11">
                {t("giveUp")}
              </Button>
            </span>
          )}
        </div>
      );
    default:
      return submission satisfies never;
  }
}

function SendRow({ ticket, account }: { readonly ticket: TicketControl; readonly account: AccountView }) {
  const t = useTranslations("ticket");
  const stage = useTranslations("account");
  const { submission, mayPass } = ticket;
  const isPreviewed = submission.status === "previewed";
  return (
    <div className="mt-auto flex items-center gap-3 max-md:flex-col max-md:items-stretch">
      <Button
        type="submit"
        size="lg"
        variant={isPreviewed ? "primary" : "default"}
        keys="Enter"
        busy={submission.status === "sending"}
        disabled={submission.status === "unknown" || (isPreviewed && !mayPass)}
        className="flex-1 max-md:h-12 max-md:flex-none"
      >
        {submission.status === "sending"
          ? t("sending")
          : isPreviewed
            ? t("send", { stage: stage(`stage.${account.kind}`) })
            : t("preview")}
      </Button>
      <span className="text-11 text-tx-3 max-md:hidden">{t(isPreviewed ? "escHint" : "escape")}</span>
    </div>
  );
}
