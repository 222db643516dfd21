"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMemo } from "react";
import {
  type DefaultValues,
  type FieldPath,
  type FieldValues,
  type Resolver,
  type UseFormReturn,
  useForm,
} from "react-hook-form";
import type * as z from "zod/v4/core";
import { type Failure, toFailure } from "@/app/_lib/failure";
import { useIssueWords } from "./words";

/** A form that checks with `schema` when it is sent, and again on every change once it has been refused. */
export function useZodForm<Input extends FieldValues, Output>(
  schema: z.$ZodType<Output, Input>,
  defaultValues: DefaultValues<Input>,
): UseFormReturn<Input, unknown, Output> {
  const words = useIssueWords();
  const resolver = useMemo(() => zodResolver(schema, { error: words }), [schema, words]);
  return useForm<Input, unknown, Output>({ resolver, defaultValues, mode: "onSubmit", reValidateMode: "onChange" });
}

/**
 * A form that a page without schemas checks by itself. `check` gives a message for each field that is not right yet, in the person's
 * language; what is right is sent as it stands.
 */
export function useCheckedForm<Input extends FieldValues>(
  check: (values: Input) => Partial<Record<FieldPath<Input>, string>>,
  defaultValues: DefaultValues<Input>,
): UseFormReturn<Input, unknown, Input> {
  const resolver: Resolver<Input, unknown, Input> = (values) => {
    const found: [string, string | undefined][] = Object.entries(check(values));
    const errors = found.flatMap(([name, message]) =>
      message === undefined ? [] : [[name, { type: "check", message }]],
    );
    return errors.length === 0 ? { values, errors: {} } : { values: {}, errors: Object.fromEntries(errors) };
  };
  return useForm<Input, unknown, Input>({ resolver, defaultValues, mode: "onSubmit", reValidateMode: "onChange" });
}

interface Placing<Input extends FieldValues> {
  readonly form: UseFormReturn<Input, unknown, unknown>;
  /** Whether the form draws a field of this name. */
  readonly has: (path: string) => path is FieldPath<Input>;
  readonly say: (failure: Failure) => string;
}

/**
 * Puts a refusal beside the fields it names and goes to the first. Answers whether all of it found a place: what did not
 * must be told elsewhere.
 */
export function placeFailure<Input extends FieldValues>(error: unknown, { form, has, say }: Placing<Input>): boolean {
  const failure = toFailure(error);
  const named = failure.issues.length > 0 ? failure.issues : [{ path: failure.path ?? "", message: say(failure) }];
  let placed = 0;
  for (const { path, message } of named) {
    if (!has(path)) continue;
    form.setError(path, { type: "server", message }, { shouldFocus: placed === 0 });
    placed += 1;
  }
  return placed === named.length;
}
