"use client";

import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, lateDialog, Menu, type MenuItem } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { useAccount } from "../trading/use-account";
import { Stage } from "./stage";

const NewAccountDialog = lateDialog(() => import("./new-account").then((module) => module.NewAccountDialog));

/** The account that every page works on, and the way to another. */
export function AccountPicker() {
  const t = useTranslations("account");
  const mayTrade = useMayTrade();
  const { accounts, account, error, retry, choose } = useAccount();
  const [making, setMaking] = useState(false);
  if (accounts === undefined) {
    if (error === null) return <span className="w-28 text-12 text-tx-3">{t("loading")}</span>;
    return (
      <Button size="sm" variant="quiet" onClick={retry} title={t("failed")} className="text-danger max-md:h-11">
        {t("failed")}
      </Button>
    );
  }
  const make: MenuItem = { kind: "item", key: "make", label: t("make"), onSelect: () => setMaking(true) };
  const choice: MenuItem = {
    kind: "radio",
    key: "accounts",
    label: t("label"),
    value: account?.accountId ?? "",
    options: accounts
      .filter(({ archivedAt, accountId }) => archivedAt === null || accountId === account?.accountId)
      .map(({ accountId, name, kind, archivedAt }) => ({
        value: accountId,
        label: (
          <span className="flex items-center gap-2">
            {archivedAt === null ? name : t("archived", { name })} <Stage kind={kind} />
          </span>
        ),
      })),
    onChange: choose,
  };
  return (
    <>
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            className="flex h-7 min-w-0 items-center gap-2 rounded-4 px-1.5 text-12 hover:bg-bg-2 data-[state=open]:bg-bg-3 max-md:h-11"
          >
            <span className="text-tx-3 max-xl:sr-only">{t("label")}</span>
            {account === null ? (
              <span className="text-tx-2">{t("none")}</span>
            ) : (
              <>
                <b className="max-w-40 truncate">{account.name}</b>
                <Stage kind={account.kind} />
              </>
            )}
            <span className="sr-only">{t("choose")}</span>
            <ChevronDown aria-hidden="true" size={14} className="shrink-0 text-tx-3" />
          </button>
        }
        items={[
          ...(accounts.length === 0 ? [] : [choice]),
          ...(mayTrade && accounts.length > 0 ? [{ kind: "line", key: "line" } as const] : []),
          ...(mayTrade ? [make] : [{ kind: "text", key: "none", label: t("none") } as const]),
        ]}
      />
      {making ? <NewAccountDialog onClose={() => setMaking(false)} /> : null}
    </>
  );
}
