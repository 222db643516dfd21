"use client";

import { useTranslations } from "use-intl";
import { formatBytes, formatDuration, formatMoney } from "@/app/_lib/format";
import { withScope } from "@/app/_lib/scope";
import { useCatalogText } from "@/app/_lib/use-catalog-text";
import { assertNever } from "@/modules/_kernel";
import { deploymentHref } from "../deployments/deployment-href";
import { useDeploymentWords } from "../deployments/use-deployment-words";
import { useOrderWords } from "../desk/blotter/order-words";
import { useSince } from "../desk/scope/trading-control";
import type { AccountView } from "../desk/trading/types";
import { useLimitWords } from "../risk/use-limit-words";
import type { Need } from "./needs";

/** One need in words: what, why, since when, and where to do something about it. */
export interface NeedWords {
  readonly title: string;
  readonly text: string;
  readonly sinceMs: number | null;
  readonly action: string;
  /** Null: the trading state is changed in a dialog. */
  readonly href: string | null;
}

type NeedOf<Kind extends Need["kind"]> = Extract<Need, { readonly kind: Kind }>;
const NAMED_MAX = 2;

/** The first symbols, and how many more there are. */
export function namesOf(all: readonly { readonly symbol: string }[]): string {
  const named = all.slice(0, NAMED_MAX).map(({ symbol }) => symbol);
  return all.length > NAMED_MAX ? `${named.join(", ")} +${all.length - NAMED_MAX}` : named.join(", ");
}

function useTradingWords(account: AccountView | null) {
  const t = useTranslations("home.needs");
  const orders = useOrderWords();
  const since = useSince();
  const desk = (symbol: string, under: string) =>
    `${withScope("/chart", { symbol, resolution: "1d", account: account?.accountId ?? null })}&under=${under}`;
  return (need: NeedOf<"unknown_order" | "quarantined" | "trading" | "unprotected">): NeedWords => {
    switch (need.kind) {
      case "unknown_order":
      case "quarantined":
        return {
          title: t(`${need.kind}.title`, { order: orders.name(need.order) }),
          text: t(`${need.kind}.text`),
          sinceMs: need.order.sentAt ?? need.order.createdAt,
          action: t("toOrder"),
          href: desk(need.order.symbol, "working"),
        };
      case "trading":
        return {
          title: t(`trading.${need.state.effective === "halted" ? "halted" : "reduce_only"}`, {
            name: account?.name ?? "",
          }),
          text: since(need.state),
          sinceMs: need.state.since,
          action: t("change"),
          href: null,
        };
      case "unprotected": {
        const values = need.open
          .slice(0, NAMED_MAX)
          .flatMap(({ value, currency }) =>
            value === null ? [] : [`${formatMoney(Number(value), currency)} ${currency}`],
          );
        return {
          title: t("unprotected.title", { names: namesOf(need.open) }),
          text: values.length === 0 ? t("unprotected.unpriced") : t("unprotected.text", { values: values.join(", ") }),
          sinceMs: null,
          action: t("toDesk"),
          href: desk(need.open[0]?.symbol ?? "", "positions"),
        };
      }
      default:
        return assertNever(need, "useNeedWords");
    }
  };
}

function useLimitNeedWords(account: AccountView | null) {
  const t = useTranslations("home.needs");
  const limits = useLimitWords();
  return (need: NeedOf<"over_limit" | "near_limit" | "unknown_limit" | "asked" | "waiting">): NeedWords => {
    if (need.kind === "waiting")
      return {
        title: t(`waiting.${need.of}`, { count: need.count }),
        text: t("waiting.text"),
        sinceMs: null,
        action: t("decide"),
        href: "/risk/approvals",
      };
    const href = account === null ? "/risk/limits" : `/risk/limits?account=${account.accountId}`;
    if (need.kind === "asked") {
      const { name, kind, askedBy, reason, askedAt } = need.change;
      return {
        title: t("asked.title", { name: limits.title({ name, kind }) }),
        text: t("asked.text", { who: askedBy, reason }),
        sinceMs: askedAt,
        action: t("decide"),
        href,
      };
    }
    const { limit, usage } = need;
    const { kind } = limit.terms;
    const used = usage.used === null ? "" : limits.amount(kind, usage.used);
    return {
      title: t(`${need.kind}.title`, { name: limits.title({ name: limit.name, kind }) }),
      text: t(`${need.kind}.text`, { used, limit: limits.amount(kind, usage.limit) }),
      sinceMs: null,
      action: t("toLimits"),
      href,
    };
  };
}

function useHouseWords() {
  const t = useTranslations("home.needs");
  const feeds = useTranslations("feeds");
  const health = useTranslations("health");
  const text = useCatalogText();
  const toFeeds = { sinceMs: null, action: t("toFeeds"), href: "/markets/feeds" } as const;
  return (need: NeedOf<"stale" | "unpriced" | "feed" | "health">): NeedWords => {
    switch (need.kind) {
      case "stale": {
        const oldestMs = Math.max(...need.positions.map(({ staleMs }) => staleMs ?? 0));
        return {
          ...toFeeds,
          title: t("stale.title", { names: namesOf(need.positions) }),
          text: t("stale.text", { age: formatDuration(oldestMs) }),
        };
      }
      case "unpriced":
        return {
          ...toFeeds,
          title: t("unpriced.title", { names: namesOf(need.names.map((symbol) => ({ symbol }))) }),
          text: t("unpriced.text"),
        };
      case "feed": {
        const { title, standing, downSince } = need.feed;
        return {
          ...toFeeds,
          title: t("feed.title", { feed: title, standing: feeds(`standings.${standing}`) }),
          text: t("feed.text"),
          sinceMs: downSince,
        };
      }
      case "health": {
        const { part, messageKey, facts, sinceMs } = need.reason;
        const { freeBytes } = facts;
        const told = typeof freeBytes === "number" ? { ...facts, free: formatBytes(freeBytes) } : facts;
        return {
          title: t("health.title", { part: health(`part.${part}`) }),
          text: text(`health.reason.${messageKey}`, told),
          sinceMs,
          action: t("toHealth"),
          href: "/admin",
        };
      }
      default:
        return assertNever(need, "useNeedWords");
    }
  };
}

function useRunningWords() {
  const t = useTranslations("home.needs");
  const words = useDeploymentWords();
  return (need: NeedOf<"unreconciled" | "deployment">): NeedWords => {
    if (need.kind === "unreconciled") {
      const { accountId, accountName, open } = need.account;
      return {
        title: t("unreconciled.title", { count: open, name: accountName }),
        text: t("unreconciled.text"),
        sinceMs: null,
        action: t("toReconcile"),
        href: `/portfolio/reconcile?account=${accountId}`,
      };
    }
    const { deploymentId, name, state } = need.deployment;
    return {
      title: t(`deployment.${state === "failed" ? "failed" : "reduce_only"}`, { name }),
      text: words.reason(need.deployment),
      sinceMs: null,
      action: t("toDeployment"),
      href: deploymentHref(deploymentId),
    };
  };
}

export function useNeedWords(account: AccountView | null): (need: Need) => NeedWords {
  const ofTrading = useTradingWords(account);
  const ofLimits = useLimitNeedWords(account);
  const ofRunning = useRunningWords();
  const ofHouse = useHouseWords();
  return (need) => {
    switch (need.kind) {
      case "unknown_order":
      case "quarantined":
      case "trading":
      case "unprotected":
        return ofTrading(need);
      case "over_limit":
      case "near_limit":
      case "unknown_limit":
      case "asked":
      case "waiting":
        return ofLimits(need);
      case "unreconciled":
      case "deployment":
        return ofRunning(need);
      case "stale":
      case "unpriced":
      case "feed":
      case "health":
        return ofHouse(need);
      default:
        return assertNever(need, "useNeedWords");
    }
  };
}
