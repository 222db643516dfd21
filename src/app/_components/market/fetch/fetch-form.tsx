"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FieldPath } from "react-hook-form";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { type FieldSpec, Form, FormField, placeFailure, ToCorrect, useZodForm } from "@/app/_components/form";
import { useVenueSearch } from "@/app/_components/shell/venue-search";
import { Banner, Button } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useScope } from "@/app/_lib/scope";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterOutputs } from "@/server/api/root";
import { startBackfillInput } from "@/server/api/routers/inputs";

export type FeedChoice = Pick<RouterOutputs["feed"]["list"][number], "feed" | "title" | "history">;

/** An empty date box leaves the end open. */
const openDate = z.union([z.literal(""), z.iso.date("a date like 2020-12-31")]);
const fetchForm = startBackfillInput
  .pick({ symbol: true, feed: true, resolution: true })
  .extend({ from: openDate, to: openDate, follow: z.boolean() });
type Fields = z.input<typeof fetchForm>;
const NAMES: readonly FieldPath<Fields>[] = ["symbol", "feed", "resolution", "from", "to", "follow"];
const isName = (path: string): path is FieldPath<Fields> => NAMES.some((name) => name === path);

/** What to bring: symbol, feed, bars, dates. Started at once; the list below shows how far it is. */
export function FetchForm({ feeds }: { readonly feeds: readonly FeedChoice[] }) {
  const t = useTranslations("fetching");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [scope] = useScope();
  const [first] = feeds;
  const form = useZodForm(fetchForm, {
    symbol: scope.symbol,
    feed: first?.feed ?? "",
    resolution: first?.history.includes("1d") === false ? (first.history[0] ?? "1d") : "1d",
    from: "",
    to: "",
    follow: true,
  });
  const start = useMutation(trpc.backfill.start.mutationOptions({ meta: { quiet: true } }));
  const history = feeds.find(({ feed }) => feed === form.watch("feed"))?.history ?? [];
  const specs: readonly FieldSpec[] = [
    { name: "symbol", label: t("symbol"), type: "text", required: true },
    {
      name: "feed",
      label: t("feed"),
      type: "choice",
      choices: feeds.map(({ feed, title }) => ({ value: feed, label: title })),
    },
    {
      name: "resolution",
      label: t("resolution"),
      type: "choice",
      choices: history.map((value) => ({ value, label: value })),
    },
    { name: "from", label: t("from"), type: "date", hint: t("fromHint") },
    { name: "to", label: t("to"), type: "date", hint: t("toHint") },
    { name: "follow", label: t("follow"), type: "boolean", hint: t("followHint") },
  ];
  const send = (values: z.output<typeof fetchForm>) =>
    start.mutate(
      { ...values, from: values.from === "" ? null : values.from, to: values.to === "" ? null : values.to },
      {
        onSuccess: (parts) => {
          const isJoined = parts.every(({ joined }) => joined);
          notify(
            "success",
            isJoined ? t("joined") : t("started", { symbol: values.symbol, resolution: values.resolution }),
          );
          void queryClient.invalidateQueries(trpc.backfill.pathFilter());
        },
        onError: (error) => placeFailure(error, { form, has: isName, say }),
      },
    );
  const failure = start.error === null ? null : toFailure(start.error);
  const isPlaced = failure !== null && failure.path !== null && failure.path !== undefined && isName(failure.path);
  return (
    <Form form={form} onSubmit={send} aria-label={t("title")} className="border-b border-line-2 px-4 py-3">
      <div className="grid grid-cols-6 items-start gap-x-3 gap-y-2 max-xl:grid-cols-3 max-md:grid-cols-2 max-md:gap-y-3">
        {specs.map((spec) => (
          <FormField key={spec.name} spec={spec} />
        ))}
      </div>
      {failure === null || isPlaced ? null : (
        <Banner tone="bad" className="mt-3">
          {say(failure)}
        </Banner>
      )}
      <div className="mt-3 flex items-center gap-3">
        <Button type="submit" variant="primary" busy={start.isPending}>
          {t("start")}
        </Button>
        <ToCorrect />
        {failure?.kind === "instrument.not_found" && start.variables !== undefined ? (
          <FindAtFeeds symbol={start.variables.symbol} />
        ) : null}
      </div>
    </Form>
  );
}

/** A symbol that nothing here has is made by choosing where its prices come from. */
function FindAtFeeds({ symbol }: { readonly symbol: string }) {
  const t = useTranslations("noBars");
  const search = useVenueSearch();
  return search === undefined ? null : <Button onClick={() => search(symbol)}>{t("findAt", { symbol })}</Button>;
}
