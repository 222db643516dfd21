"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { EmptyState, FailedState, Link, Panel } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { ProtectionChange } from "./protection-change";

/** Changes of what is done about missing stops that wait for a second person, with the account that each is of. */
export function WaitingProtection() {
  const t = useTranslations("approvals.protection");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.risk.protectionChanges.queryOptions());
  return (
    <Panel title={t("title")}>
      {error === null ? null : <FailedState title={t("failed")} error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 ? <EmptyState title={t("none")} /> : null}
      <ul>
        {data?.map((change) => (
          <li key={change.changeId} className="border-t border-line-1 px-3 pb-2 text-12 first:border-t-0 max-md:px-4">
            <Link href={`/risk?account=${encodeURIComponent(change.accountId)}`} className="link mt-2 inline-block">
              {change.account}
            </Link>
            <ProtectionChange change={change} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
