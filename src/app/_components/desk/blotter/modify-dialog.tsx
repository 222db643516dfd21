"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Dialog, Field, Note } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { formatPrice } from "@/app/_lib/format";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { Amount } from "../ticket/amount";
import { factsOf } from "../ticket/check-draft";
import { writeQty } from "../trading/amounts";
import { newKey } from "../trading/new-key";
import type { OrderView } from "../trading/types";
import { useOrderActions } from "../trading/use-order-actions";
import { linePriceOf } from "./line-price";
import { changedFields, checkModification, type ModificationField, modificationOf } from "./modify-check";
import { useOrderWords } from "./order-words";

const LABELS = { qty: "qty", limitPrice: "limit", stopPrice: "stop" } as const;

export interface ModifyDialogProps {
  readonly order: OrderView;
  /** Where its line was drawn to; null when it is changed by hand. */
  readonly drawnTo: number | null;
  readonly tick: string;
  readonly lot: string;
  readonly onClose: () => void;
}

/** Changes an order: what it is now, what it would be, and the one sentence that is sent. */
export function ModifyDialog({ order, drawnTo, tick, lot, onClose }: ModifyDialogProps) {
  const t = useTranslations("modify");
  const problemWords = useTranslations("ticket.problem");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const words = useOrderWords();
  const { modify } = useOrderActions(onClose);
  const [typed, setTyped] = useState(() => ({
    ...modificationOf(order),
    ...(drawnTo === null ? {} : { [linePriceOf(order)]: String(drawnTo) }),
  }));
  // One wish, one key; another text is another wish.
  const [key, setKey] = useState(newKey);
  const checked = checkModification(order, typed, { tick, lot });
  const changed = checked.ok ? changedFields(order, checked.value) : [];
  const failure = modify.error === null ? null : toFailure(modify.error);
  const errorOf = (field: ModificationField) => {
    const problem = checked.ok ? undefined : checked.error.find((one) => one.field === field);
    if (problem === undefined) return failure?.path === field ? say(failure) : undefined;
    if (problem.kind === "below_filled") return t("belowFilled", { filled: writeQty(order.filledQty) });
    return problemWords(problem.kind, factsOf(problem.facts));
  };
  const write = (field: ModificationField, text: string) =>
    field === "qty" ? writeQty(text) : formatPrice(Number(text), tick);
  const changes = !checked.ok
    ? ""
    : changed
        .map((field) =>
          t("change", {
            field: t(`fields.${field}`),
            from: write(field, order[field] ?? "0"),
            to: write(field, checked.value[field] ?? "0"),
          }),
        )
        .join(", ");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!checked.ok || changed.length === 0) return;
    modify.mutate({ orderId: order.orderId, idempotencyKey: key, ...checked.value });
  };
  const field = (name: ModificationField, step: string) =>
    name !== "qty" && order[name] === null ? null : (
      <Field
        label={t(LABELS[name], { currency: order.currency })}
        hint={t("now", { value: write(name, order[name] ?? "0") })}
        error={errorOf(name)}
      >
        <Amount
          value={typed[name]}
          step={step}
          disabled={modify.isPending}
          onChange={(text) => {
            setTyped({ ...typed, [name]: text });
            setKey(newKey());
            modify.reset();
          }}
        />
      </Field>
    );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("title", { order: words.name(order) })}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button
            variant="primary"
            type="submit"
            form="modify-order"
            busy={modify.isPending}
            disabled={changed.length === 0}
          >
            {t("send")}
          </Button>
        </>
      }
    >
      <form id="modify-order" onSubmit={submit} noValidate className="flex flex-col gap-3">
        <div className="grid grid-cols-2 items-start gap-3">
          {field("qty", lot)}
          {field("limitPrice", tick)}
          {field("stopPrice", tick)}
        </div>
        <Note tone={failure === null ? "neutral" : "bad"}>
          {failure !== null && failure.path === null
            ? say(failure)
            : changes === ""
              ? t("nothing")
              : t("say", { changes })}
        </Note>
      </form>
    </Dialog>
  );
}
