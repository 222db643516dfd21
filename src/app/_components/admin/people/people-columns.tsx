"use client";

import { Ellipsis } from "lucide-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Chip, IconButton, Menu, type MenuItem } from "@/app/_components/ui";
import { useSession } from "@/app/_lib/session";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import type { TableColumn } from "../../table";

/** What an administrator may ask of a person's row. */
export type PersonAction =
  | "role"
  | "scope"
  | "deactivate"
  | "reactivate"
  | "endSessions"
  | "resetFactor"
  | "trust"
  | "distrust";

export type Person = RouterOutputs["people"]["list"][number];

export function usePeopleColumns(
  onAsk: (asked: { readonly person: Person; readonly to: PersonAction }) => void,
): readonly TableColumn<Person>[] {
  const t = useTranslations("people");
  const shell = useTranslations("shell");
  const format = useFormat();
  const me = useSession()?.user.userId;
  return useMemo(() => {
    const seen = ({ lastSeenAt }: Person) => (lastSeenAt === null ? t("never") : format.dateTime(lastSeenAt));
    const roleOf = ({ role, scope }: Person) => {
      const isScoped = scope.accountIds !== null || scope.strategies !== null;
      return isScoped ? `${shell(`role.${role}`)}, ${t("scoped")}` : shell(`role.${role}`);
    };
    const itemsOf = (person: Person): readonly MenuItem[] => {
      const item = (to: PersonAction): MenuItem => ({
        kind: "item",
        key: to,
        label: t(to),
        onSelect: () => onAsk({ person, to }),
      });
      const reset = person.factor === "none" ? [] : [item("resetFactor")];
      const trust = item(person.trustedAt === null ? "trust" : "distrust");
      if (person.disabledAt !== null) return [item("reactivate"), item("role"), item("scope"), ...reset];
      return [
        item("role"),
        item("scope"),
        trust,
        item("endSessions"),
        ...reset,
        ...(person.userId === me ? [] : [item("deactivate")]),
      ];
    };
    return [
      { id: "email", header: t("email"), value: (person) => person.email, width: 220, pinned: true, card: "title" },
      { id: "name", header: t("name"), value: (person) => person.name, width: 140, card: "detail" },
      {
        id: "role",
        header: t("roleField"),
        value: roleOf,
        width: 150,
        card: "value",
      },
      {
        id: "state",
        header: t("state"),
        value: (person) => (person.disabledAt === null ? t("active") : t("disabled")),
        cell: (person) => (
          <Chip tone={person.disabledAt === null ? "ok" : "warn"}>
            {person.disabledAt === null ? t("active") : t("disabled")}
          </Chip>
        ),
        width: 100,
        grow: 0,
        card: "detail",
      },
      {
        id: "factor",
        header: t("factor"),
        value: (person) => t(`factors.${person.factor}`),
        width: 110,
        grow: 0,
        card: "detail",
      },
      {
        id: "author",
        header: t("author"),
        value: (person) => t(`authors.${person.trustedAt === null ? "sandbox" : "trusted"}`),
        width: 90,
        grow: 0,
        card: "detail",
      },
      {
        id: "seen",
        header: t("seen"),
        value: (person) => person.lastSeenAt,
        cell: seen,
        text: seen,
        align: "end",
        width: 144,
        grow: 0,
      },
      {
        id: "sessions",
        header: t("sessions"),
        value: (person) => person.sessions,
        align: "end",
        width: 80,
        grow: 0,
        card: "none",
      },
      { id: "keys", header: t("keys"), value: (person) => person.keys, align: "end", width: 70, grow: 0, card: "none" },
      {
        id: "act",
        header: t("action"),
        value: () => null,
        cell: (person) => (
          <Menu
            items={itemsOf(person)}
            trigger={
              <IconButton
                label={t("actionsOf", { email: person.email })}
                icon={<Ellipsis size={16} />}
                tooltip={false}
              />
            }
          />
        ),
        width: 64,
        grow: 0,
        sortable: false,
        align: "end",
        card: "change",
      },
    ];
  }, [t, shell, format, me, onAsk]);
}
