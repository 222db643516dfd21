"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Checkbox, Dialog, FailedState, Field, SkeletonRows, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterOutputs } from "@/server/api/root";
import type { Person } from "./people-columns";

type Scope = RouterOutputs["people"]["scope"];

export interface ScopeDialogProps {
  readonly person: Person;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

/** Narrows somebody by account, strategy and worth of an order. */
export function ScopeDialog({ person: { userId, email }, onClose, onDone }: ScopeDialogProps) {
  const t = useTranslations("people");
  const trpc = useTRPC();
  // Never from memory: what is saved is the whole scope.
  const scope = useQuery(trpc.people.scope.queryOptions({ userId }, { gcTime: 0, staleTime: 0 }));
  if (scope.data !== undefined && !scope.isFetching)
    return <Narrow scope={scope.data} onClose={onClose} onDone={onDone} />;
  return (
    <Dialog open onOpenChange={onClose} title={t("scopeTitle", { email })}>
      {scope.error === null ? (
        <SkeletonRows rows={4} label={t("label")} />
      ) : (
        <FailedState title={t("failed")} error={scope.error} onRetry={() => void scope.refetch()} />
      )}
    </Dialog>
  );
}

function Narrow({ scope, onClose, onDone }: Omit<ScopeDialogProps, "person"> & { readonly scope: Scope }) {
  const t = useTranslations("people");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const { person } = scope;
  const { email, role } = person;
  const [accountIds, setAccountIds] = useState(scope.accountIds);
  const [strategies, setStrategies] = useState(scope.strategies);
  const [orderValueMax, setOrderValueMax] = useState(scope.orderValueMax ?? "");
  const [approvalAbove, setApprovalAbove] = useState(scope.approvalAbove ?? "");
  const save = useMutation(
    trpc.people.setScope.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ waiting }) => onDone(t(waiting > 0 ? "scopeWaits" : "scopeSaved")),
    }),
  );
  const failure = save.error === null ? null : toFailure(save.error);
  const errorOf = (path: string) => (failure?.path === path ? say(failure) : undefined);
  const isOfHouse = role === "risk" || role === "admin";
  const isPlaced = failure?.path === "orderValueMax" || failure?.path === "approvalAbove";
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("scopeTitle", { email })}
      description={isOfHouse ? t("scopeHouse", { role }) : t("scopeText")}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button
            variant="primary"
            busy={save.isPending}
            onClick={() =>
              save.mutate({
                userId: person.userId,
                accountIds: copyOf(accountIds),
                strategies: copyOf(strategies),
                orderValueMax: textOf(orderValueMax),
                approvalAbove: textOf(approvalAbove),
              })
            }
          >
            {t("scopeSave")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 text-12">
        {isOfHouse ? null : (
          <>
            <Choice
              label={t("scopeAccounts")}
              hint={t("scopeAccountsHint")}
              empty={t("scopeNoAccounts")}
              options={scope.accounts.map(({ accountId, name }) => ({ value: accountId, label: name }))}
              value={accountIds}
              onChange={setAccountIds}
            />
            <Choice
              label={t("scopeStrategies")}
              hint={t("scopeStrategiesHint")}
              empty=""
              options={scope.knownStrategies.map(({ name, title }) => ({ value: name, label: title }))}
              value={strategies}
              onChange={setStrategies}
            />
          </>
        )}
        <Field label={t("scopeOrderMax")} hint={t("scopeOrderMaxHint")} error={errorOf("orderValueMax")}>
          <TextInput
            inputMode="decimal"
            className="num"
            value={orderValueMax}
            autoComplete="off"
            onChange={(event) => setOrderValueMax(event.target.value)}
          />
        </Field>
        <Field label={t("scopeApproval")} hint={t("scopeApprovalHint")} error={errorOf("approvalAbove")}>
          <TextInput
            inputMode="decimal"
            className="num"
            value={approvalAbove}
            autoComplete="off"
            onChange={(event) => setApprovalAbove(event.target.value)}
          />
        </Field>
        {scope.waiting === 0 ? null : <p>{t("scopeWaiting", { count: scope.waiting })}</p>}
        {failure === null || isPlaced ? null : (
          <p role="alert" className="text-danger">
            {say(failure)}
          </p>
        )}
      </div>
    </Dialog>
  );
}

const copyOf = (names: readonly string[] | null) => (names === null ? null : [...names]);
const textOf = (text: string) => (text.trim() === "" ? null : text.trim());

interface ChoiceProps {
  readonly label: string;
  readonly hint: string;
  readonly empty: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** Null: all of them, and what comes later. */
  readonly value: readonly string[] | null;
  readonly onChange: (value: readonly string[] | null) => void;
}

/** Some of a list, or no choice at all. */
function Choice({ label, hint, empty, options, value, onChange }: ChoiceProps) {
  return (
    <fieldset className="flex flex-col gap-1">
      <Checkbox
        label={label}
        checked={value !== null}
        onChange={(isOn) => onChange(isOn ? options.map((option) => option.value) : null)}
      />
      <p className="text-tx-3">{hint}</p>
      {value === null ? null : (
        <div className="flex flex-col gap-1 pl-6">
          {options.length === 0 ? <p>{empty}</p> : null}
          {options.map((option) => (
            <Checkbox
              key={option.value}
              label={option.label}
              checked={value.includes(option.value)}
              onChange={(isOn) =>
                onChange(isOn ? [...value, option.value] : value.filter((each) => each !== option.value))
              }
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}
