"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useVenueSearch } from "@/app/_components/shell/venue-search";
import { Banner, Button, EmptyState, Link } from "@/app/_components/ui";
import { type ResolutionName, withScope } from "@/app/_lib/scope";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import type { RouterOutputs } from "@/server/api/root";
import { JobProgress } from "../job-progress";
import type { Instrument } from "../types";
import { useJob } from "../use-job";

type Fetch = RouterOutputs["backfill"]["list"]["rows"][number];

/** Looked at so often while bars are on their way; news of them comes by itself. */
const LOOK_EVERY_MS = 2_000;
/** Enough to hold the newest of each resolution. */
const FETCHES_LOOKED_AT = 20;

const isOnItsWay = ({ status }: Fetch) => status === "waiting" || status === "running";

/** The newest fetch of a series that a person, a gap or a schedule asked for; null when there was none. */
function useNewestFetch(symbol: string, resolution: ResolutionName): Fetch | null {
  const trpc = useTRPC();
  const fetches = useQuery(
    trpc.backfill.list.queryOptions(
      { symbol, limit: FETCHES_LOOKED_AT },
      {
        enabled: symbol !== "",
        refetchInterval: ({ state }) => (state.data?.rows.some(isOnItsWay) === true ? LOOK_EVERY_MS : false),
      },
    ),
  );
  return fetches.data?.rows.find((one) => one.symbol === symbol && one.resolution === resolution) ?? null;
}

export interface NoBarsProps {
  /** Undefined until it is here. */
  readonly instrument: Instrument | undefined;
  /** Nothing here has this symbol. */
  readonly isUnknown: boolean;
  readonly symbol: string;
  readonly resolution: ResolutionName;
  readonly onResolution: (resolution: ResolutionName) => void;
}

/** A chart without a bar: what is on its way, what came of it, or where bars can be had. */
export function NoBars({ instrument, isUnknown, symbol, resolution, onResolution }: NoBarsProps) {
  const fetch = useNewestFetch(symbol, resolution);
  if (fetch !== null && isOnItsWay(fetch)) return <FetchUnderWay fetch={fetch} />;
  return (
    <>
      {fetch === null ? null : <FetchOver fetch={fetch} />}
      {isUnknown ? <UnknownSymbol symbol={symbol} /> : null}
      {instrument === undefined ? null : (
        <KnownSymbol instrument={instrument} symbol={symbol} resolution={resolution} onResolution={onResolution} />
      )}
    </>
  );
}

function FetchUnderWay({ fetch: { jobId, symbol, resolution, feed } }: { readonly fetch: Fetch }) {
  const t = useTranslations("noBars");
  const job = useJob(jobId).data;
  if (job === undefined) return null;
  return <JobProgress job={job} label={t("fetching", { symbol, resolution, feed })} />;
}

/** How a fetch ended that left no bar here, and the way to go on with it. */
function FetchOver({ fetch: { fetchId, status, feed, refusal, quarantined } }: { readonly fetch: Fetch }) {
  const t = useTranslations("noBars");
  const fetching = useTranslations("fetching");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayTrade = useMayTrade();
  const { mutate, isPending } = useMutation(
    trpc.backfill.resume.mutationOptions({
      onSettled: () => void queryClient.invalidateQueries(trpc.backfill.pathFilter()),
    }),
  );
  if (status === "completed") {
    return (
      <Banner tone="warn">{quarantined > 0 ? t("allDoubted", { feed, quarantined }) : t("hadNone", { feed })}</Banner>
    );
  }
  return (
    <Banner tone={status === "failed" ? "bad" : "warn"}>
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {status === "failed" ? fetching("why", { feed, reason: refusal?.reason ?? "" }) : t("canceled", { feed })}
        {mayTrade ? (
          <Button size="sm" busy={isPending} onClick={() => mutate({ fetchId })}>
            {fetching("resume")}
          </Button>
        ) : null}
      </span>
    </Banner>
  );
}

function UnknownSymbol({ symbol }: { readonly symbol: string }) {
  const t = useTranslations("noBars");
  const search = useVenueSearch();
  return (
    <EmptyState
      title={t("unknownTitle", { symbol })}
      actions={
        search === undefined ? undefined : (
          <>
            <Button variant="primary" onClick={() => search(symbol)}>
              {t("findAt", { symbol })}
            </Button>
            <Button asChild>
              <Link href="/markets/import">{t("importBars")}</Link>
            </Button>
          </>
        )
      }
    >
      {search === undefined ? t("unknownViewer") : t("unknownText")}
    </EmptyState>
  );
}

interface KnownSymbolProps extends Omit<NoBarsProps, "isUnknown"> {
  readonly instrument: Instrument;
}

function KnownSymbol({ instrument, symbol, resolution, onResolution }: KnownSymbolProps) {
  const t = useTranslations("noBars");
  const search = useVenueSearch();
  const others = instrument.resolutions;
  return (
    <EmptyState
      title={t("emptyTitle", { resolution, symbol })}
      actions={
        <>
          {others.map((series) => (
            <Button key={series.resolution} onClick={() => onResolution(series.resolution)}>
              {t("showResolution", { resolution: series.resolution })}
            </Button>
          ))}
          {search === undefined ? null : (
            <>
              <Button asChild {...(others.length === 0 ? { variant: "primary" as const } : {})}>
                <Link href={withScope("/markets/fetch", { symbol, resolution })}>{t("fetchBars")}</Link>
              </Button>
              <Button onClick={() => search(symbol)}>{t("findAt", { symbol })}</Button>
              <Button asChild>
                <Link href="/markets/import">{t("importBars")}</Link>
              </Button>
            </>
          )}
        </>
      }
    >
      {others.length === 0 ? t("emptyNone") : t("emptyOther")}
    </EmptyState>
  );
}
