"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import type { FieldPath } from "react-hook-form";
import { useTranslations } from "use-intl";
import type { z } from "zod";
import { type FieldSpec, Form, FormField, placeFailure, useZodForm } from "@/app/_components/form";
import { Banner, Button, IconButton, PanelHead } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { aliasInput } from "@/server/api/routers/instrument-inputs";
import type { InstrumentDetail } from "../types";

type Fields = z.input<typeof aliasInput>;
const NAMES: readonly FieldPath<Fields>[] = ["source", "alias", "venue"];
const isName = (path: string): path is FieldPath<Fields> => NAMES.some((name) => name === path);

/** What sources call the instrument; names come and go here. */
export function AliasList({ detail }: { readonly detail: InstrumentDetail }) {
  const t = useTranslations("instruments");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayTrade = useMayTrade();
  const onSuccess = () => void queryClient.invalidateQueries(trpc.instrument.pathFilter());
  const unlink = useMutation(trpc.instrument.unlinkAlias.mutationOptions({ onSuccess }));
  const { symbol, aliases } = detail;
  return (
    <section className="border-t border-line-2">
      <PanelHead title={t("aliases")} sub={t("aliasesSub")} />
      {aliases.length === 0 ? <p className="px-3 py-2 text-12 text-tx-2 max-md:px-4">{t("noAliases")}</p> : null}
      <ul aria-label={t("aliases")} className="text-12">
        {aliases.map(({ source, alias, venue }) => (
          <li key={`${source} ${alias}`} className="flex min-h-7 items-center gap-2 px-3 max-md:px-4">
            <span className="w-28 shrink-0 truncate text-tx-3">{source}</span>
            <span className="min-w-0 flex-1 truncate font-medium">{alias}</span>
            {venue === "" ? null : <span className="truncate text-tx-3">{venue}</span>}
            {mayTrade ? (
              <IconButton
                label={t("unlink", { source, alias })}
                icon={<X aria-hidden="true" size={13} />}
                tooltip={false}
                disabled={unlink.isPending}
                className="size-6 max-md:size-11"
                onClick={() => unlink.mutate({ symbol, source, alias })}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {mayTrade ? <AddAlias symbol={symbol} onAdded={onSuccess} /> : null}
    </section>
  );
}

function AddAlias({ symbol, onAdded }: { readonly symbol: string; readonly onAdded: () => void }) {
  const t = useTranslations("instruments");
  const say = useFailureText();
  const trpc = useTRPC();
  const feeds = useQuery(trpc.feed.list.queryOptions());
  const empty = { source: "", alias: "", venue: "" };
  const form = useZodForm(aliasInput, empty);
  const link = useMutation(
    trpc.instrument.linkAlias.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        form.reset(empty);
        onAdded();
      },
      onError: (error) => placeFailure(error, { form, has: isName, say }),
    }),
  );
  const specs: readonly FieldSpec[] = [
    { name: "source", label: t("source"), type: "text", required: true },
    { name: "alias", label: t("alias"), type: "text", required: true },
    { name: "venue", label: t("venue"), type: "text" },
  ];
  const failure = link.error === null ? null : toFailure(link.error);
  return (
    <Form
      form={form}
      aria-label={t("addAlias")}
      onSubmit={(alias) => link.mutate({ symbol, alias })}
      className="flex flex-col gap-2 px-3 pt-1 pb-3 max-md:px-4"
    >
      <div className="grid grid-cols-3 items-start gap-2">
        {specs.map((spec) => (
          <FormField key={spec.name} spec={spec} />
        ))}
      </div>
      <p className="text-11 text-tx-3">
        {t("sourceHint", {
          feeds: (feeds.data ?? [])
            .slice(0, 6)
            .map(({ feed }) => feed)
            .join(", "),
        })}
      </p>
      {failure === null || isName(failure.path ?? "") ? null : <Banner tone="bad">{say(failure)}</Banner>}
      <div>
        <Button type="submit" size="sm" busy={link.isPending}>
          {t("addAlias")}
        </Button>
      </div>
    </Form>
  );
}
