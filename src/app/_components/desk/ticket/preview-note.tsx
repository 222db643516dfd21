"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { moneyText } from "@/app/_components/risk/limit-amounts";
import { Button, FailedState, Note } from "@/app/_components/ui";
import { formatNumber, formatPercent, formatPrice } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import { writeMoney, writeQty } from "../trading/amounts";
import type { AccountView, OrderPreview } from "../trading/types";
import type { OrderRequest } from "./check-draft";
import { useBreachText } from "./use-breach-text";

const bold = (chunks: ReactNode) => <b>{chunks}</b>;

export interface SentenceProps {
  readonly request: OrderRequest;
  readonly account: AccountView;
  readonly tick: string;
  /** Null while it is asked for. */
  readonly preview: OrderPreview | null;
}

/** What will be sent, and what it would do, as one sentence. */
function Sentence({ request, account, tick, preview }: SentenceProps) {
  const t = useTranslations("ticket");
  const stage = useTranslations("account");
  const format = useFormat();
  const price = (text: string | null | undefined) =>
    text === null || text === undefined ? "n/a" : formatPrice(Number(text), tick);
  const { ordType, timeInForce, trailAmount, trailPercent } = request;
  const trail = trailPercent === null ? price(trailAmount) : formatPercent(Number(trailPercent));
  const currency = preview?.currency ?? "";
  return (
    <>
      {t.rich("say", {
        side: t(`saySide.${request.side}`),
        qty: writeQty(request.qty),
        symbol: request.symbol,
        b: bold,
      })}
      {t.rich(`sayPrice.${ordType}`, {
        price: price(preview?.price),
        limit: price(request.limitPrice),
        stop: price(request.stopPrice),
        trail,
        b: bold,
      })}
      {t.rich("sayOn", {
        time: t(`sayTime.${timeInForce}`, {
          until: request.expireAt === null ? "" : format.dateTime(Date.parse(request.expireAt)),
        }),
        account: account.name,
        stage: stage(`stage.${account.kind}`),
        reduce: request.reduceOnly ? "yes" : "no",
        b: bold,
      })}{" "}
      {preview === null ? null : <Effects request={request} account={account} preview={preview} currency={currency} />}
    </>
  );
}

interface EffectsProps {
  readonly request: OrderRequest;
  readonly account: AccountView;
  readonly preview: OrderPreview;
  readonly currency: string;
}

function Effects({ request, account, preview, currency }: EffectsProps) {
  const t = useTranslations("ticket");
  const { notional, fees, buyingPowerAfter, riskAtStop, riskPercentOfEquity, rewardToRisk } = preview;
  if (notional === null) return t("sayUnknownCost");
  const feeText = fees.map((fee) => `${writeMoney(fee.amount, fee.currency)} ${fee.currency}`).join(", ");
  return (
    <>
      {t.rich("sayCost", {
        side: request.side,
        notional: writeMoney(notional, currency),
        currency,
        fees: fees.length === 0 ? "none" : feeText,
        b: bold,
      })}
      {buyingPowerAfter === null
        ? null
        : t.rich("sayLeaves", { power: writeMoney(buyingPowerAfter, account.baseCurrency), b: bold })}
      {riskAtStop === null
        ? null
        : t.rich("sayRisk", {
            risk: writeMoney(riskAtStop, account.baseCurrency),
            percent: riskPercentOfEquity === null ? "none" : formatNumber(Number(riskPercentOfEquity), { decimals: 2 }),
            b: bold,
          })}
      {rewardToRisk === null
        ? null
        : t.rich("sayReward", { ratio: formatNumber(Number(rewardToRisk), { decimals: 2 }), b: bold })}
      {t("saySpeechEnd")}
    </>
  );
}

export interface PreviewNoteProps extends SentenceProps {
  readonly error: unknown;
  readonly onRetry: () => void;
  /** Null where no quantity passes, or where the size is not said in units. */
  readonly onUse: ((qty: string) => void) | null;
}

/** The sentence, whether every limit lets it pass, and where not the most that would. */
export function PreviewNote({ error, onRetry, onUse, ...sentence }: PreviewNoteProps) {
  const t = useTranslations("ticket");
  const approvals = useTranslations("approvals");
  const say = useBreachText();
  const { preview, request } = sentence;
  if (error !== null && preview === null)
    return <FailedState title={t("nothingSent")} error={error} onRetry={onRetry} />;
  const breaches = preview?.breaches ?? [];
  const [first] = breaches;
  const largest = preview?.largestQtyThatPasses ?? null;
  const tone =
    preview === null ? "neutral" : first !== undefined ? "bad" : preview.approvalAbove === null ? "ok" : "warn";
  return (
    <div className="flex flex-col items-start gap-2">
      <Note tone={tone}>
        <Sentence {...sentence} />{" "}
        {preview === null ? null : first === undefined ? (
          preview.approvalAbove === null ? (
            t("passes")
          ) : (
            <b>{approvals("ticket", { limit: moneyText(preview.approvalAbove) })}</b>
          )
        ) : (
          <>
            <b>
              {t("fails", {
                count: breaches.length,
                first: say(first),
              })}
            </b>{" "}
            {t("nothingSent")}
          </>
        )}
      </Note>
      {breaches.length > 1 ? (
        <ul className="list-disc pl-7 text-12 text-tx-2">
          {breaches.slice(1).map((one) => (
            <li key={one.kind + one.name}>{say(one)}</li>
          ))}
        </ul>
      ) : null}
      {first === undefined || largest === null || onUse === null || largest === request.qty ? null : Number(largest) ===
        0 ? (
        <p className="text-12 text-tx-2">{t("nonePasses")}</p>
      ) : (
        <Button onClick={() => onUse(largest)} className="max-md:h-11">
          {t("useLargest", { qty: writeQty(largest) })}
        </Button>
      )}
    </div>
  );
}
