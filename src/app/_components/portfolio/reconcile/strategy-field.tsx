"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Banner, Field, Select } from "@/app/_components/ui";
import { formatNumber } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";
import { whyNotAssign } from "@/modules/strategy";
import { quantity } from "../quantity";
import type { Assigned, Item } from "./types";

interface StrategyFieldProps {
  readonly item: Item;
  /** A deployment; null: none is chosen. */
  readonly value: string | null;
  readonly onChange: (deploymentId: string) => void;
  readonly error: string | null;
}

/** The strategies that may get what an item shows: those on its account that trade the instrument and are not stopped. */
export function StrategyField({ item, value, onChange, error }: StrategyFieldProps) {
  const t = useTranslations("reconcile.assign");
  const trpc = useTRPC();
  const { accountId } = item;
  const symbol = item.symbol ?? item.key;
  const list = useQuery(trpc.deployments.list.queryOptions({ accountId, over: false }, { meta: { quiet: true } }));
  if (list.error !== null) return <Banner tone="warn">{t("failed")}</Banner>;
  const fitting = (list.data ?? []).filter(
    ({ state, ...each }) => whyNotAssign({ ...each, standing: { status: state } }, { accountId, symbol }) === null,
  );
  if (list.data !== undefined && fitting.length === 0) return <Banner tone="neutral">{t("none", { symbol })}</Banner>;
  return (
    <Field label={t("strategy")} required error={error}>
      <Select
        value={value}
        placeholder={list.data === undefined ? t("loading") : t("choose")}
        options={fitting.map(({ deploymentId, name, owner }) => ({
          value: deploymentId,
          label: owner === "" ? name : t("of", { name, owner }),
        }))}
        onChange={onChange}
      />
    </Field>
  );
}

/** What the strategy holds before and after, in one sentence. */
export function AssignedNote({ assigned }: { readonly assigned: Assigned }) {
  const t = useTranslations("reconcile.assign");
  const { name, symbol, qtyBefore, qtyAfter, cashBefore, cashAfter, currency } = assigned;
  const money = (text: string) => formatNumber(Number(text), { decimals: 2 });
  return (
    <p className="text-12 leading-4.5 text-tx-2">
      {t("will", {
        name,
        symbol,
        before: quantity(qtyBefore),
        after: quantity(qtyAfter),
        cashBefore: money(cashBefore),
        cashAfter: money(cashAfter),
        currency,
      })}
    </p>
  );
}
