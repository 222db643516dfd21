"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { FieldPath } from "react-hook-form";
import {
  parameterDefaults,
  parameterSchema,
  placeFailure,
  useParameterWords,
  useZodForm,
} from "@/app/_components/form";
import { type Failure, toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { Run, RunSpec, Strategy } from "../types";
import { type BacktestForm, formOfSpec, formSchema, othersFor } from "./form-values";

const PLAIN_FIELDS = new Set([
  "strategy",
  "symbol",
  "resolution",
  "from",
  "to",
  "adjustment",
  "cash",
  "commissionPercent",
  "slippageBps",
  "others",
  "benchmark",
  "financing.creditPercent",
  "financing.debitPercent",
  "financing.borrowPercent",
]);

interface FormInput {
  readonly strategies: readonly Strategy[];
  readonly initial: BacktestForm;
  readonly onStarted: (runId: Run["runId"]) => void;
}

/**
 * The form of a backtest and what sends it. It lives as long as the page: a sheet that closes, another strategy and a
 * refusal all leave what was typed.
 */
export function useBacktestForm({ strategies, initial, onStarted }: FormInput) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const say = useFailureText();
  const words = useParameterWords();
  const [strategyName, setStrategyName] = useState(initial.strategy);
  const [failure, setFailure] = useState<Failure | null>(null);
  const typedParams = useRef(new Map<string, BacktestForm["params"]>());
  const strategy = strategies.find(({ name }) => name === strategyName);
  const fields = useMemo(() => strategy?.parameters ?? [], [strategy]);
  const schema = useMemo(() => formSchema(parameterSchema(fields, words), strategy), [fields, words, strategy]);
  const form = useZodForm(schema, initial);

  const submit = useMutation(
    trpc.backtest.submit.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ runId }) => {
        void queryClient.invalidateQueries(trpc.backtest.list.pathFilter());
        form.reset(form.getValues());
        onStarted(runId);
      },
    }),
  );

  const send = (spec: RunSpec) => {
    setFailure(null);
    const names = new Set([...PLAIN_FIELDS, ...fields.map(({ name }) => `params.${name}`)]);
    const has = (path: string): path is FieldPath<BacktestForm> => names.has(path);
    submit.mutate(spec, {
      onError: (error) => {
        if (!placeFailure(error, { form, has, say })) setFailure(toFailure(error));
      },
    });
  };

  const chooseStrategy = (name: string) => {
    const next = strategies.find((one) => one.name === name);
    if (next === undefined) return;
    const values = form.getValues();
    typedParams.current.set(values.strategy, values.params);
    setStrategyName(name);
    const params = typedParams.current.get(name) ?? parameterDefaults(next.parameters);
    const others = othersFor(next, values.others);
    form.reset({ ...values, strategy: name, params, others }, { keepDirty: true, keepDefaultValues: true });
  };

  /** Puts other parameters in the form: those the strategy has, the rest stays as it is. */
  const loadParams = (params: BacktestForm["params"]) => {
    const values = form.getValues();
    const known = Object.fromEntries(
      fields.flatMap(({ name }) => (name in params ? [[name, params[name] ?? ""]] : [])),
    );
    form.reset({ ...values, params: { ...values.params, ...known } }, { keepDirty: true, keepDefaultValues: true });
  };

  /** Takes over the settings of a run; says whether its strategy is known (yet). */
  const take = useCallback(
    (spec: RunSpec): boolean => {
      const of = strategies.find(({ name }) => name === spec.strategy);
      if (of === undefined) return false;
      setFailure(null);
      setStrategyName(spec.strategy);
      form.reset(formOfSpec(spec, of.parameters));
      return true;
    },
    [strategies, form],
  );

  return { form, strategy, fields, send, chooseStrategy, loadParams, take, isSending: submit.isPending, failure };
}

export type BacktestFormControl = ReturnType<typeof useBacktestForm>;

/** Fills the form with the settings of the run on the page, unless the person has begun to change it. */
export function useRunSettings({ form, take }: BacktestFormControl, run: Run | undefined): void {
  const taken = useRef<string | null>(null);
  const { isDirty } = form.formState;
  useEffect(() => {
    if (run === undefined || taken.current === run.runId || isDirty) return;
    if (take(run.spec)) taken.current = run.runId;
  }, [run, isDirty, take]);
}
