"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { useCatalogText } from "@/app/_lib/use-catalog-text";
import type { RouterOutputs } from "@/server/api/root";
import { Button, FailedState, Lamp, Link, PanelHead, SkeletonRows } from "../ui";

type Feature = RouterOutputs["system"]["features"][number];

/** None of them is a fault: what is not set up is said as quietly as what is off. */
const LAMPS = { on: "ok", off: "off", not_configured: "off" } as const;

/** What this installation can do, what it cannot, why, and what to do about it. */
export function FeaturesPanel() {
  const t = useTranslations("features");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.system.features.queryOptions());
  const count = data?.filter(({ state }) => state === "on").length;
  return (
    <>
      <PanelHead title={t("title")} sub={t("lead")} />
      {data === undefined ? (
        error === null ? (
          <SkeletonRows rows={12} label={t("title")} />
        ) : (
          <FailedState title={t("failed")} error={error} safe={t("safe")} onRetry={() => void refetch()} />
        )
      ) : (
        <>
          <p className="num px-4 py-2 text-12 text-tx-2">{t("count", { on: count ?? 0, of: data.length })}</p>
          <ul className="border-t border-line-1">
            {data.map((feature) => (
              <FeatureRow key={feature.name} feature={feature} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function FeatureRow({ feature }: { readonly feature: Feature }) {
  const t = useTranslations("features");
  const say = useCatalogText();
  const { name, state, why, facts, remedy, href } = feature;
  return (
    <li className="grid grid-cols-[200px_140px_minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1 border-b border-line-1 px-4 py-2.5 text-12 leading-4.5 max-md:grid-cols-[minmax(0,1fr)_auto]">
      <h2 className="font-semibold">{t(`names.${name}`)}</h2>
      <Lamp state={LAMPS[state]}>{t(`states.${state}`)}</Lamp>
      <div className="min-w-0 max-md:col-span-2">
        <p className="break-words text-tx-2">{say(`features.why.${why}`, facts)}</p>
        {remedy === null ? null : <p className="break-words text-tx-1">{say(`features.remedy.${remedy}`, facts)}</p>}
      </div>
      {href === null ? null : (
        <Button asChild size="sm" className="max-md:col-span-2 max-md:h-11">
          <Link href={href}>{t("open")}</Link>
        </Button>
      )}
    </li>
  );
}
