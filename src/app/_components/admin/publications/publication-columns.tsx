"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Button, Chip } from "@/app/_components/ui";
import { useFormat } from "@/app/_lib/use-format";
import { useValuesText } from "../../market/strategies/publish/use-publication-words";
import type { PublicationLine } from "../../market/strategies/types";
import type { TableColumn } from "../../table";

export function usePublicationColumns(
  onWithdraw: (publication: PublicationLine) => void,
): readonly TableColumn<PublicationLine>[] {
  const t = useTranslations("publications");
  const format = useFormat();
  const valuesOf = useValuesText();
  return useMemo(() => {
    const whom = ({ people }: PublicationLine) =>
      people === null ? t("everybody") : people.map(({ name }) => name).join(", ");
    const time = ({ at }: PublicationLine) => format.dateTime(at);
    const stateOf = ({ withdrawnAt }: PublicationLine) => t(`states.${withdrawnAt === null ? "open" : "withdrawn"}`);
    return [
      {
        id: "strategy",
        header: t("strategy"),
        value: ({ name }) => name,
        cell: ({ name, title }) => <span title={title}>{name}</span>,
        width: 180,
        pinned: true,
        card: "title",
      },
      { id: "values", header: t("what"), value: valuesOf, width: 240, grow: 2, card: "detail" },
      { id: "whom", header: t("whom"), value: whom, width: 160, card: "detail" },
      { id: "by", header: t("by"), value: ({ by }) => by ?? t("house"), width: 120, card: "none" },
      { id: "at", header: t("at"), value: ({ at }) => at, cell: time, text: time, align: "end", width: 144, grow: 0 },
      {
        id: "running",
        header: t("running"),
        value: ({ running }) => running,
        align: "end",
        width: 80,
        grow: 0,
        card: "value",
      },
      {
        id: "state",
        header: t("state"),
        value: stateOf,
        cell: (line) => (
          <span
            title={
              line.withdrawnAt === null
                ? undefined
                : t("withdrawnBy", { by: line.withdrawnBy ?? t("house"), time: format.dateTime(line.withdrawnAt) })
            }
          >
            <Chip tone={line.withdrawnAt === null ? "ok" : "warn"}>{stateOf(line)}</Chip>
          </span>
        ),
        width: 110,
        grow: 0,
        card: "detail",
      },
      {
        id: "act",
        header: t("withdraw"),
        value: () => null,
        cell: (line) =>
          line.withdrawnAt === null ? (
            <Button
              size="sm"
              aria-label={t("withdrawOf", { name: line.name })}
              onClick={() => onWithdraw(line)}
              className="max-md:h-11"
            >
              {t("withdraw")}
            </Button>
          ) : null,
        width: 116,
        grow: 0,
        sortable: false,
        align: "end",
        card: "change",
      },
    ];
  }, [t, format, valuesOf, onWithdraw]);
}
