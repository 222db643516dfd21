"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Checkbox, Field, Segmented, Select, TextInput } from "@/app/_components/ui";
import { type Failure, toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { newKey } from "../../desk/trading/new-key";
import { quantity } from "../quantity";
import type { Status } from "./types";

type PaperFill = RouterOutputs["paper"]["fills"][number];
type What = "bust" | "correct";

interface BustFormProps {
  readonly status: Status;
  readonly onClose: () => void;
}

/** Lets the venue take back or correct a fill, in two steps: what is chosen is said in a sentence before it is done. */
export function BustForm({ status, onClose }: BustFormProps) {
  const t = useTranslations("reconcile.bust");
  const trpc = useTRPC();
  const { accountId } = status;
  // Asked for whenever it is opened: an account goes on filling meanwhile.
  const fills = useQuery(trpc.paper.fills.queryOptions({ accountId }, { meta: { quiet: true }, staleTime: 0 }));
  return (
    <section className="flex flex-col gap-3 border-t border-line-2 pt-4">
      <h3 className="text-13 font-semibold">{t("title")}</h3>
      <p className="text-12 leading-4.5 text-tx-2">{t("text")}</p>
      {fills.error !== null ? (
        <Banner tone="warn">{t("failed")}</Banner>
      ) : fills.data?.length === 0 ? (
        <p className="text-12 text-tx-3">{t("none")}</p>
      ) : fills.data === undefined ? (
        <p className="text-12 text-tx-3">{t("loading")}</p>
      ) : (
        <FillForm accountId={accountId} fills={fills.data} onClose={onClose} />
      )}
    </section>
  );
}

interface FillFormProps {
  readonly accountId: string;
  readonly fills: readonly PaperFill[];
  readonly onClose: () => void;
}

function FillForm({ accountId, fills, onClose }: FillFormProps) {
  const t = useTranslations("reconcile.bust");
  const format = useFormat();
  const [execId, setExecId] = useState<string | null>(null);
  const [what, setWhat] = useState<What>("bust");
  const [qty, setQty] = useState("");
  const [price, setPrice] = useState("");
  const [untold, setUntold] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const fill = fills.find((each) => each.execId === execId) ?? null;
  const now = what === "bust" ? null : { qty: qty.trim(), price: price.trim() };
  const { send, busy, failure, fault, reset } = useAmend(onClose);
  /** Whoever chooses otherwise is asked again. */
  const change = <T,>(set: (value: T) => void) => {
    return (value: T) => {
      set(value);
      setAsked(false);
      reset();
    };
  };
  const choose = (chosen: string) => {
    const of = fills.find((each) => each.execId === chosen);
    change(setExecId)(chosen);
    setQty(of?.qty ?? "");
    setPrice(of?.price ?? "");
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (fill === null) return;
        if (isAsked) send({ accountId, execId: fill.execId, now, untold });
        else setAsked(true);
      }}
    >
      <Field label={t("fill")} error={fault("execId")}>
        <Select
          value={execId}
          placeholder={t("choose")}
          options={fills.map((each) => ({
            value: each.execId,
            label: `${format.dateTime(each.at, true)} · ${t("line", lineOf(each))}`,
            disabled: each.waiting !== null,
          }))}
          onChange={choose}
        />
      </Field>
      <Segmented
        label={t("what")}
        options={[
          { value: "bust", label: t("bust") },
          { value: "correct", label: t("correct") },
        ]}
        value={what}
        onChange={change(setWhat)}
      />
      {what === "correct" ? (
        <div className="grid grid-cols-2 gap-3">
          <Field label={t("qty")} error={fault("qty")}>
            <TextInput
              value={qty}
              inputMode="decimal"
              autoComplete="off"
              onChange={(event) => change(setQty)(event.target.value)}
            />
          </Field>
          <Field label={t("price")} error={fault("price")}>
            <TextInput
              value={price}
              inputMode="decimal"
              autoComplete="off"
              onChange={(event) => change(setPrice)(event.target.value)}
            />
          </Field>
        </div>
      ) : null}
      <Checkbox label={t("untold")} checked={untold} onChange={change(setUntold)} />
      {isAsked && fill !== null ? (
        <Banner tone="warn">
          {t(what === "bust" ? "willBust" : "willCorrect", {
            fill: t("line", lineOf(fill)),
            qty: now?.qty ?? "",
            price: now?.price ?? "",
            untold: untold ? "yes" : "no",
          })}
        </Banner>
      ) : null}
      <Rest failure={failure} />
      <div className="flex gap-2">
        <Button type="submit" variant="danger" busy={busy} disabled={fill === null}>
          {isAsked ? t(what === "bust" ? "doBust" : "doCorrect") : t("next")}
        </Button>
        {isAsked ? <Button onClick={() => setAsked(false)}>{t("back")}</Button> : null}
      </div>
    </form>
  );
}

const BESIDE_FIELDS: ReadonlySet<string> = new Set(["execId", "qty", "price"]);

/** A refusal that belongs to no field. */
function Rest({ failure }: { readonly failure: Failure | null }) {
  const say = useFailureText();
  return failure === null || BESIDE_FIELDS.has(failure.path ?? "") ? null : <Banner tone="bad">{say(failure)}</Banner>;
}

const lineOf = ({ side, qty, symbol, price }: PaperFill) => ({ side, qty: quantity(qty), symbol, price });

function useAmend(onClose: () => void) {
  const t = useTranslations("reconcile.bust");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [idempotencyKey, setKey] = useState(newKey);
  const amend = useMutation(
    trpc.paper.amendFill.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.paper.pathFilter());
        void queryClient.invalidateQueries(trpc.reconcile.pathFilter());
        notify("success", t("asked"));
        onClose();
      },
    }),
  );
  const failure = amend.error === null ? null : toFailure(amend.error);
  return {
    send: (input: Omit<Parameters<typeof amend.mutate>[0], "idempotencyKey">) =>
      amend.mutate({ ...input, idempotencyKey }),
    busy: amend.isPending,
    failure,
    fault: (path: string) => (failure?.path === path ? say(failure) : null),
    /** What is asked for next is another thing. */
    reset: () => {
      amend.reset();
      setKey(newKey());
    },
  };
}
