"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Button, Chip } from "@/app/_components/ui";
import { useFormat } from "@/app/_lib/use-format";
import type { TableColumn } from "../../table";
import type { Webhook } from "./types";

const TONES = { dry: "neutral", live: "ok", off: "warn" } as const;

export interface HookAction {
  readonly hook: Webhook;
  readonly to: "rotate" | "remove";
}

interface Given {
  readonly onOpen: (hook: Webhook) => void;
  readonly onAsk: (asked: HookAction) => void;
}

export function useWebhookColumns({ onOpen, onAsk }: Given): readonly TableColumn<Webhook>[] {
  const t = useTranslations("webhooksIn");
  const format = useFormat();
  return useMemo(() => {
    const last = ({ lastCallAt }: Webhook) => (lastCallAt === null ? t("never") : format.dateTime(lastCallAt));
    const small = "md:-my-1 md:h-5 md:px-1.5";
    return [
      { id: "name", header: t("columns.name"), value: (hook) => hook.name, width: 180, pinned: true, card: "title" },
      {
        id: "source",
        header: t("columns.source"),
        value: (hook) => t(`sources.${hook.source}`),
        width: 110,
        card: "detail",
      },
      {
        id: "mode",
        header: t("columns.mode"),
        value: (hook) => t(`modes.${hook.mode}`),
        cell: (hook) => <Chip tone={TONES[hook.mode]}>{t(`modes.${hook.mode}`)}</Chip>,
        width: 90,
        grow: 0,
        card: "value",
      },
      { id: "account", header: t("columns.account"), value: (hook) => hook.accountName, width: 150, card: "detail" },
      { id: "owner", header: t("columns.owner"), value: (hook) => hook.owner, width: 170, card: "none" },
      {
        id: "last",
        header: t("columns.last"),
        value: (hook) => hook.lastCallAt,
        cell: last,
        text: last,
        align: "end",
        width: 144,
        grow: 0,
        card: "detail",
      },
      {
        id: "act",
        header: t("columns.action"),
        value: () => null,
        cell: (hook) => (
          <span className="flex justify-end gap-1">
            <Button size="sm" className={small} onClick={() => onOpen(hook)}>
              {t("open")}
            </Button>
            {hook.mine ? (
              <Button size="sm" className={small} onClick={() => onAsk({ hook, to: "rotate" })}>
                {t("rotate")}
              </Button>
            ) : null}
            <Button size="sm" variant="danger" className={small} onClick={() => onAsk({ hook, to: "remove" })}>
              {t("remove")}
            </Button>
          </span>
        ),
        width: 220,
        grow: 0,
        sortable: false,
        align: "end",
        card: "change",
      },
    ];
  }, [t, format, onOpen, onAsk]);
}
