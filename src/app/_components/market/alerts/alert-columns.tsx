"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Button, Chip } from "@/app/_components/ui";
import { useFormat } from "@/app/_lib/use-format";
import type { TableColumn } from "../../table";
import type { Alert } from "./alert-draft";
import { useAlertWords } from "./use-alert-words";

const TONES = { active: "ok", paused: "neutral", done: "neutral", expired: "warn" } as const;

interface Acts {
  readonly onStatus: (alert: Alert) => void;
  readonly onChange: (alert: Alert) => void;
  readonly onDelete: (alert: Alert) => void;
}

export function useAlertColumns({ onStatus, onChange, onDelete }: Acts): readonly TableColumn<Alert>[] {
  const t = useTranslations("alertsPage");
  const format = useFormat();
  const words = useAlertWords();
  return useMemo(() => {
    const fired = ({ lastFiredAt }: Alert) => (lastFiredAt === null ? "" : format.dateTime(lastFiredAt));
    return [
      { id: "name", header: t("name"), value: (alert) => alert.name, width: 150, pinned: true, card: "title" },
      { id: "waits", header: t("waitsFor"), value: (alert) => words(alert.terms), width: 260, grow: 3, card: "detail" },
      {
        id: "status",
        header: t("status"),
        value: (alert) => t(`statuses.${alert.status}`),
        cell: (alert) => <Chip tone={TONES[alert.status]}>{t(`statuses.${alert.status}`)}</Chip>,
        width: 90,
        grow: 0,
        card: "value",
      },
      { id: "reading", header: t("reading"), value: (alert) => alert.reading ?? "", width: 140, card: "detail" },
      {
        id: "fired",
        header: t("firedCount"),
        value: (alert) => alert.firedCount,
        align: "end",
        width: 60,
        grow: 0,
        card: "none",
      },
      {
        id: "last",
        header: t("lastFired"),
        value: (alert) => alert.lastFiredAt,
        cell: fired,
        text: fired,
        align: "end",
        width: 140,
        grow: 0,
        card: "none",
      },
      {
        id: "act",
        header: t("action"),
        value: () => null,
        cell: (alert) => (
          <span className="flex justify-end gap-1">
            <Button size="sm" className="md:-my-1 md:h-5 md:px-1.5" onClick={() => onStatus(alert)}>
              {alert.status === "active" ? t("pause") : t("resume")}
            </Button>
            <Button size="sm" className="md:-my-1 md:h-5 md:px-1.5" onClick={() => onChange(alert)}>
              {t("change")}
            </Button>
            <Button size="sm" variant="danger" className="md:-my-1 md:h-5 md:px-1.5" onClick={() => onDelete(alert)}>
              {t("delete")}
            </Button>
          </span>
        ),
        width: 230,
        grow: 0,
        sortable: false,
        align: "end",
        card: "change",
      },
    ];
  }, [t, format, words, onStatus, onChange, onDelete]);
}
