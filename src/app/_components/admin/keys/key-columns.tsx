"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Button, Chip } from "@/app/_components/ui";
import { useSession } from "@/app/_lib/session";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import type { TableColumn } from "../../table";

export type ApiKey = RouterOutputs["apiKey"]["list"][number];

const TONES = { active: "ok", expired: "warn", revoked: "neutral", owner_disabled: "warn" } as const;

interface Given {
  readonly everybody: boolean;
  readonly onAsk: (asked: { readonly key: ApiKey; readonly to: "rotate" | "revoke" }) => void;
}

export function useKeyColumns({ everybody, onAsk }: Given): readonly TableColumn<ApiKey>[] {
  const t = useTranslations("keysPage");
  const format = useFormat();
  const me = useSession()?.user.userId;
  return useMemo(() => {
    const time = (
      id: string,
      header: string,
      at: (key: ApiKey) => number | null,
      none: string,
    ): TableColumn<ApiKey> => {
      const words = (key: ApiKey) => {
        const moment = at(key);
        return moment === null ? none : format.dateTime(moment);
      };
      return { id, header, value: at, cell: words, text: words, align: "end", width: 144, grow: 0, card: "detail" };
    };
    const accounts = ({ accountIds }: ApiKey) =>
      accountIds === null ? t("everyAccount") : t("accountCount", { count: accountIds.length });
    return [
      { id: "name", header: t("name"), value: (key) => key.name, width: 160, pinned: true, card: "title" },
      { id: "keyId", header: t("keyId"), value: (key) => key.keyId, width: 190, grow: 0, card: "none" },
      ...(everybody ? [{ id: "owner", header: t("owner"), value: (key: ApiKey) => key.owner, width: 180 }] : []),
      {
        id: "state",
        header: t("state"),
        value: (key) => t(`states.${key.state}`),
        cell: (key) => <Chip tone={TONES[key.state]}>{t(`states.${key.state}`)}</Chip>,
        width: 120,
        grow: 0,
        card: "value",
      },
      { id: "scope", header: t("scope"), value: (key) => t(`scopes.${key.scope}`), width: 120, card: "detail" },
      { id: "accounts", header: t("accounts"), value: accounts, width: 110, card: "none" },
      time("used", t("used"), (key) => key.lastUsedAt, t("never")),
      time("expires", t("expires"), (key) => key.expiresAt, t("never")),
      time("created", t("created"), (key) => key.createdAt, ""),
      {
        id: "act",
        header: t("action"),
        value: () => null,
        cell: (key) =>
          key.state === "revoked" ? null : (
            <span className="flex justify-end gap-1">
              {key.ownerId === me && key.state === "active" ? (
                <Button size="sm" className="md:-my-1 md:h-5 md:px-1.5" onClick={() => onAsk({ key, to: "rotate" })}>
                  {t("rotate")}
                </Button>
              ) : null}
              <Button
                size="sm"
                variant="danger"
                className="md:-my-1 md:h-5 md:px-1.5"
                onClick={() => onAsk({ key, to: "revoke" })}
              >
                {t("revoke")}
              </Button>
            </span>
          ),
        width: 160,
        grow: 0,
        sortable: false,
        align: "end",
        card: "change",
      },
    ];
  }, [t, format, me, everybody, onAsk]);
}
