"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Link, PageHead, Tabs } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { FeedPanel } from "./feed-panel";
import { FeedsTable } from "./feeds-table";
import { QuarantinePanel } from "./quarantine-panel";

/** News move the feeds; asking again is for a stream that is down, and for breakers whose time is over. */
const REFRESH_MS = 15_000;

type Part = "feeds" | "quarantine";

/** Where prices come from, how each source does, and what of their word is kept out of bars. */
export function FeedsPage() {
  const t = useTranslations("feeds");
  const market = useTranslations("market");
  const trpc = useTRPC();
  const [part, setPart] = useState<Part>("feeds");
  const [chosen, setChosen] = useState<string | null>(null);
  const feeds = useQuery(trpc.feed.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const feed = feeds.data?.find((one) => one.feed === chosen) ?? null;
  const waiting = feeds.data?.reduce((sum, one) => sum + one.quarantined, 0) ?? 0;
  return (
    <>
      <PageHead
        crumb={<Link href="/markets">{market("marketsTitle")}</Link>}
        title={t("title")}
        sub={<span className="max-md:hidden">{t("lead")}</span>}
      />
      <Tabs<Part>
        label={t("title")}
        value={part}
        onChange={setPart}
        className="min-h-0 flex-1"
        items={[
          {
            value: "feeds",
            label: t("title"),
            content: (
              <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_380px] max-lg:grid-cols-1">
                <FeedsTable feeds={feeds} chosen={chosen} onChoose={setChosen} />
                <FeedPanel key={feed?.feed ?? ""} feed={feed} />
              </div>
            ),
          },
          {
            value: "quarantine",
            label: t("quarantine.title"),
            count: waiting > 0 ? waiting : undefined,
            content: <QuarantinePanel />,
          },
        ]}
      />
    </>
  );
}
