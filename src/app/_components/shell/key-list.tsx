"use client";

import { useTranslations } from "use-intl";
import { Dialog, Kbd } from "../ui";
import { NAV } from "./nav";

const TABLE_KEYS = [
  { keys: ["/"], text: "filter" },
  { keys: ["↑", "↓"], text: "rows" },
  { keys: ["Enter"], text: "open" },
  { keys: ["Ctrl C"], text: "copy" },
] as const;

const CHART_KEYS = [
  { keys: ["←", "→"], text: "pan" },
  { keys: ["+", "-"], text: "zoom" },
  { keys: ["Home", "End"], text: "ends" },
] as const;

interface KeyListProps {
  readonly onClose: () => void;
}

/** `?`: every key there is. */
export function KeyList({ onClose }: KeyListProps) {
  const t = useTranslations("keys");
  const shell = useTranslations("shell");
  const everywhere = [
    { keys: ["Ctrl K"], text: t("palette") },
    ...NAV.map((item) => ({ keys: ["g", item.letter], text: t("goTo", { page: shell(item.key) }) })),
    { keys: ["?"], text: t("list") },
    { keys: ["Ctrl Z"], text: t("undo") },
    { keys: ["Esc"], text: t("escape") },
  ];
  return (
    <Dialog open onOpenChange={onClose} title={t("title")} className="w-[min(560px,calc(100vw-32px))]">
      <div className="grid grid-cols-2 gap-x-8 gap-y-4 max-md:grid-cols-1">
        <KeyGroup title={t("everywhere")} rows={everywhere} />
        <div className="flex flex-col gap-4">
          <KeyGroup
            title={t("inTables")}
            rows={TABLE_KEYS.map((row) => ({ keys: row.keys, text: t(`table.${row.text}`) }))}
          />
          <KeyGroup
            title={t("onDesk")}
            rows={[
              { keys: ["B"], text: t("desk.buy") },
              { keys: ["S"], text: t("desk.sell") },
              { keys: ["Enter"], text: t("desk.enter") },
            ]}
          />
          <KeyGroup title={t("onBacktest")} rows={[{ keys: ["Ctrl Enter"], text: t("run") }]} />
          <KeyGroup
            title={t("onChart")}
            rows={CHART_KEYS.map((row) => ({ keys: row.keys, text: t(`chart.${row.text}`) }))}
          />
        </div>
      </div>
    </Dialog>
  );
}

interface KeyGroupProps {
  readonly title: string;
  readonly rows: readonly { readonly keys: readonly string[]; readonly text: string }[];
}

function KeyGroup({ title, rows }: KeyGroupProps) {
  return (
    <section>
      <h3 className="mb-1 text-11 text-tx-3">{title}</h3>
      <ul>
        {rows.map((row) => (
          <li key={row.text} className="flex min-h-7 items-center gap-2 border-b border-line-1 text-12 last:border-b-0">
            <span className="flex-1">{row.text}</span>
            {row.keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
