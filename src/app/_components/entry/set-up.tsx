"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { Button, FailedState, Note } from "../ui";
import { EntryFrame } from "./entry-frame";
import { Wizard } from "./wizard";

/** Survives a reload of this tab, and nothing else: the address no longer has it. */
const TOKEN_KEY = "bifrost.setup-token";

function readToken(): string {
  return new URL(window.location.href).searchParams.get("token") ?? window.sessionStorage.getItem(TOKEN_KEY) ?? "";
}

/** Takes the token out of the address at once, so that it is in no history, bookmark or screenshot. */
function hideToken(): void {
  const address = new URL(window.location.href);
  const given = address.searchParams.get("token");
  if (given === null) return;
  window.sessionStorage.setItem(TOKEN_KEY, given);
  address.searchParams.delete("token");
  window.history.replaceState(window.history.state, "", address.pathname + address.search);
}

const forgetToken = () => window.sessionStorage.removeItem(TOKEN_KEY);

const never = () => () => {};

export function SetUp({ needed }: { readonly needed: boolean }) {
  const t = useTranslations("setup.refused");
  const trpc = useTRPC();
  const token = useSyncExternalStore(never, readToken, () => null);
  const [completed, setCompleted] = useState(!needed);
  useEffect(hideToken, []);
  const check = useQuery(
    trpc.setup.checkToken.queryOptions(
      { token: token ?? "" },
      { enabled: needed && token !== null && token !== "", staleTime: Number.POSITIVE_INFINITY },
    ),
  );

  if (completed) {
    return (
      <EntryFrame>
        <Refusal title={t("doneTitle")} text={t("done")}>
          <Button asChild variant="primary" size="lg">
            <a href="/sign-in">{t("signIn")}</a>
          </Button>
        </Refusal>
      </EntryFrame>
    );
  }
  if (token === "") {
    return (
      <EntryFrame>
        <Refusal title={t("missingTitle")} text={t("missing")}>
          <Note>{t("where")}</Note>
        </Refusal>
      </EntryFrame>
    );
  }
  if (check.isError) {
    return (
      <EntryFrame>
        <FailedState title={t("failed")} error={check.error} onRetry={() => void check.refetch()} />
      </EntryFrame>
    );
  }
  if (token === null || check.data === undefined) {
    return (
      <EntryFrame>
        <output className="text-tx-2">{t("checking")}</output>
      </EntryFrame>
    );
  }
  if (!check.data.valid) {
    return (
      <EntryFrame>
        <Refusal title={t("wrongTitle")} text={t("wrong")}>
          <Note>{t("where")}</Note>
        </Refusal>
      </EntryFrame>
    );
  }
  return (
    <Wizard
      token={token}
      onDone={forgetToken}
      onUsedUp={() => {
        forgetToken();
        setCompleted(true);
      }}
    />
  );
}

interface RefusalProps {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

function Refusal({ title, text, children }: RefusalProps) {
  return (
    <div className="flex max-w-140 flex-col items-start gap-4">
      <h1 className="text-24 leading-8 font-semibold tracking-[-.02em]">{title}</h1>
      <p className="text-tx-2">{text}</p>
      {children}
    </div>
  );
}
