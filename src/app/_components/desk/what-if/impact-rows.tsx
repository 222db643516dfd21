"use client";

import { useTranslations } from "use-intl";
import { useRiskWords } from "@/app/_components/risk/portfolio/use-risk-words";
import { useLimitWords } from "@/app/_components/risk/use-limit-words";
import { formatNumber, formatPercent } from "@/app/_lib/format";
import { STANDING_KINDS } from "@/modules/risk";
import type { AccountOverview, OrderPreview } from "../trading/types";

type Impact = NonNullable<OrderPreview["impact"]>;
type Side = Impact["before"];

/** Instruments that are named; the others are counted. */
const NAMED_MAX = 2;

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
  const assumedText = (symbols: readonly string[]): string | null => {
    const [named, more] = [symbols.slice(0, NAMED_MAX).join(", "), symbols.length - NAMED_MAX];
    if (named === "") return null;
    return more > 0 ? t("assumedMore", { symbols: named, more }) : t("assumed", { symbols: named });
  };
  const rows: readonly {
    readonly key: string;
    readonly label: string;
    readonly write: (side: Side) => string;
    readonly of?: (side: Side) => string | undefined;
    /** Said in a line of its own, never cut off. */
    readonly note?: (side: Side) => string | null;
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
      note: ({ worst }) => assumedText(worst?.assumed ?? []),
    },
    {
      key: "nearest",
      label: t("nearest"),
      write: ({ nearest }) => formatPercent(nearest?.part, { decimals: 0 }),
      of: limitName,
    },
  ];
  return rows.map(({ key, label, write, of, note }) => {
    const name = of?.(impact.after);
    const said = note?.(impact.after) ?? null;
    return (
      <tr key={key} className="h-6 border-t border-line-1">
        <th scope="row" className="px-3 text-left font-normal text-tx-2" title={name}>
          <span className="block truncate">
            {label}
            {name === undefined ? null : <span className="text-tx-3"> {name}</span>}
          </span>{" "}
          {said === null ? null : <span className="block pb-0.5 text-11 text-tx-3">{said}</span>}
        </th>
        <td className="num px-2 text-right">{write(impact.before)}</td>
        <td className="num pr-3 pl-2 text-right font-medium">{write(impact.after)}</td>
      </tr>
    );
  });
}
