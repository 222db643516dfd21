"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Lamp, type LampState } from "@/app/_components/ui";
import { fromJobError } from "@/app/_lib/failure";
import { formatDuration, formatInteger } from "@/app/_lib/format";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { useNow } from "@/app/_lib/use-now";
import type { FeedView } from "./feeds-table";

type Stream = NonNullable<FeedView["stream"]>;

const LAMPS: Record<Stream["state"], LampState> = {
  connecting: "warn",
  live: "ok",
  mute: "warn",
  down: "bad",
  idle: "off",
};
/** Ages are told in whole seconds. */
const AGE_EVERY_MS = 1_000;

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-h-7 items-start gap-3 border-b border-line-1 px-3 py-1 text-12 max-md:px-4">
      <dt className="shrink-0 text-tx-2">{name}</dt>
      <dd className="num min-w-0 flex-1 text-right font-medium wrap-anywhere">{children}</dd>
    </div>
  );
}

/** How a feed's stream does: its line, what came over it, and which instruments say nothing although they should. */
export function StreamFacts({ feed }: { readonly feed: FeedView }) {
  const t = useTranslations("feeds.stream");
  const say = useFailureText();
  const format = useFormat();
  const nowMs = useNow(AGE_EVERY_MS);
  const { stream } = feed;
  if (!feed.streams) return null;
  const ago = (ms: number | null) =>
    ms === null ? t("never") : t("ago", { age: formatDuration(Math.max(0, nowMs - ms)) });
  return (
    <section aria-label={t("title")}>
      <h3 className="border-b border-line-2 px-3 py-1.5 text-12 font-semibold max-md:px-4">{t("title")}</h3>
      {stream === null ? (
        <p className="border-b border-line-1 px-3 py-2 text-12 text-tx-2 max-md:px-4">{t("none")}</p>
      ) : (
        <>
          <dl>
            <Fact name={t("state")}>
              <Lamp state={LAMPS[stream.state]} className="justify-end font-normal">
                {t(`states.${stream.state}`)}
              </Lamp>
            </Fact>
            <Fact name={t("since")}>{format.dateTime(stream.since)}</Fact>
            {stream.error === null ? null : <Fact name={t("why")}>{say(fromJobError(stream.error))}</Fact>}
            <Fact name={t("instruments")}>
              {t("instrumentsOf", { count: stream.instruments, max: stream.instrumentsMax })}
            </Fact>
            <Fact name={t("messages")}>{formatInteger(stream.messages)}</Fact>
            <Fact name={t("refused")}>{formatInteger(stream.refused)}</Fact>
            <Fact name={t("lastMessage")}>{ago(stream.lastMessageAt)}</Fact>
          </dl>
          <Names
            title={t("muted", { count: stream.mutedCount })}
            names={stream.muted.map(({ symbol, lastAt }) => ({ symbol, note: ago(lastAt) }))}
            more={stream.mutedCount - stream.muted.length}
          />
          <Names
            title={t("leftOut", { count: stream.leftOutCount, max: stream.instrumentsMax })}
            names={stream.leftOut.map(({ symbol, why }) => ({ symbol, note: t(`why_${why}`) }))}
            more={stream.leftOutCount - stream.leftOut.length}
          />
        </>
      )}
    </section>
  );
}

interface NamesProps {
  readonly title: string;
  readonly names: readonly { readonly symbol: string; readonly note: string }[];
  readonly more: number;
}

function Names({ title, names, more }: NamesProps) {
  const t = useTranslations("feeds.stream");
  if (names.length === 0) return null;
  return (
    <div className="border-b border-line-1 px-3 py-1.5 text-12 max-md:px-4">
      <h4 className="text-warn">{title}</h4>
      <ul>
        {names.map(({ symbol, note }) => (
          <li key={symbol} className="flex gap-3">
            <span className="flex-1">{symbol}</span>
            <span className="num text-tx-2">{note}</span>
          </li>
        ))}
      </ul>
      {more > 0 ? <p className="text-tx-3">{t("more", { count: more })}</p> : null}
    </div>
  );
}
