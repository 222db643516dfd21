"use client";

import { useTranslations } from "use-intl";
import { useRiskWords } from "@/app/_components/risk/portfolio/use-risk-words";
import { useLimitWords } from "@/app/_components/risk/use-limit-words";
import { formatNumber, formatPercent } from "@/app/_lib/format";
import { STANDING_KINDS } from "@/modules/risk";
import type { AccountOverview, OrderPreview } from "../trading/types";

type Impact = NonNullable<OrderPreview["impact"]>;
type Side = Impact["before"];

export interface ImpactRowsProps {
  readonly overview: AccountOverview;
  readonly preview: OrderPreview | null;
}

/** Six lines of the account's risk, now and once the previewed order filled. */
export function ImpactRows({ overview, preview }: ImpactRowsProps) {
  const t = useTranslations("whatIf.impact");
  const currency = overview.account.baseCurrency;
  const words = useRiskWords({ currency, equity: overview.equity === null ? null : Number(overview.equity) });
  const limits = useLimitWords();
  const impact = preview?.impact ?? null;
  if (impact === null) return null;
  const limitName = ({ nearest }: Side) => {
    const kind = STANDING_KINDS.find((each) => each === nearest?.kind);
    return nearest === null || kind === undefined ? undefined : limits.title({ name: nearest.name, kind });
  };
  const rows: readonly {
    readonly key: string;
    readonly label: string;
    readonly write: (side: Side) => string;
    readonly of?: (side: Side) => string | undefined;
  }[] = [
    { key: "exposure", label: t("exposure", { currency }), write: ({ exposure }) => words.money(exposure) },
    { key: "leverage", label: t("leverage"), write: ({ leverage }) => formatNumber(leverage, { decimals: 2 }) },
    {
      key: "largest",
      label: t("largest"),
      write: ({ largest }) => formatPercent(largest === null ? 0 : largest.weight, { decimals: 1 }),
      of: ({ largest }) => largest?.symbol,
    },
    {
      key: "shortfall",
      label: t("shortfall", { currency }),
      write: ({ shortfall95 }) => words.money(-shortfall95, true),
    },
    {
      key: "worst",
      label: t("worst", { currency }),
      write: ({ worst }) => words.money(worst?.gain ?? 0, true),
      of: ({ worst }) => (worst === null ? undefined : words.scenario(worst)),
    },
    {
      key: "nearest",
      label: t("nearest"),
      write: ({ nearest }) => formatPercent(nearest?.part, { decimals: 0 }),
      of: limitName,
    },
  ];
  return rows.map(({ key, label, write, of }) => {
    const name = of?.(impact.after);
    return (
      <tr key={key} className="h-6 border-t border-line-1">
        <th scope="row" className="truncate px-3 text-left font-normal text-tx-2" title={name}>
          {label}
          {name === undefined ? null : <span className="text-tx-3"> {name}</span>}
        </th>
        <td className="num px-2 text-right">{write(impact.before)}</td>
        <td className="num pr-3 pl-2 text-right font-medium">{write(impact.after)}</td>
      </tr>
    );
  });
}
