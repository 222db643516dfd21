"use client";

import { useTranslations } from "use-intl";
import { Link, SignedNumber, Strip } from "@/app/_components/ui";
import { formatInteger, formatMoney, formatPercent } from "@/app/_lib/format";
import { numberOf } from "../../desk/blotter/column-parts";
import { writeQty } from "../../desk/trading/amounts";
import type { DeploymentDetail } from "../types";

/** What it earned, what it has at work of what it may have, what waits. */
export function DeploymentStrip({ deployment }: { readonly deployment: DeploymentDetail }) {
  const t = useTranslations("deployments.strip");
  const { currency, capital, exposure, positions } = deployment;
  const signed = (text: string | null) => (
    <SignedNumber value={numberOf(text)} text={formatMoney(numberOf(text), currency, { signed: true })} />
  );
  const why = (text: string | null) => (text === null ? { title: t("unknownWhy") } : {});
  const held = positions.filter(({ qty }) => Number(qty) !== 0);
  const used = exposure === null ? null : Number(exposure) / Number(capital);
  return (
    <Strip
      label={t("label")}
      items={[
        {
          key: "today",
          label: t("today", { currency }),
          value: signed(deployment.pnlToday),
          ...why(deployment.pnlToday),
        },
        { key: "pnl", label: t("pnl", { currency }), value: signed(deployment.pnl), ...why(deployment.pnl) },
        {
          key: "open",
          label: t("open", { currency }),
          value: signed(deployment.unrealized),
          note: held.length === 0 ? t("flat") : held.map(({ symbol, qty }) => `${writeQty(qty)} ${symbol}`).join(", "),
          ...why(deployment.unrealized),
        },
        {
          key: "realized",
          label: t("realized", { currency }),
          value: signed(deployment.realized),
          note: t("fees", { value: formatMoney(Number(deployment.fees), currency) }),
        },
        {
          key: "exposure",
          label: t("exposure", { currency }),
          value: formatMoney(numberOf(exposure), currency),
          note: t("ofCapital", {
            part: formatPercent(used, { decimals: 1 }),
            capital: formatMoney(Number(capital), currency),
          }),
          ...why(exposure),
        },
        {
          key: "orders",
          label: t("orders"),
          value: (
            <Link
              href={`/chart?account=${deployment.accountId}&symbol=${encodeURIComponent(deployment.instruments[0] ?? "")}&under=working`}
              className="hover:underline"
            >
              {formatInteger(deployment.openOrders)}
            </Link>
          ),
        },
        { key: "decisions", label: t("decisions"), value: formatInteger(deployment.decisions) },
      ]}
    />
  );
}
