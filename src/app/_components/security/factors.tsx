"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { FailedState, SkeletonRows } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { AuthenticatorPanel, type Security } from "./authenticator-panel";
import { PasskeysPanel } from "./passkeys-panel";
import { RecoveryCodesDialog, RecoveryPanel } from "./recovery-codes";

/** Everything that proves who one is, beside the password. `children` stands under it and sees what there is. */
export function Factors({ children }: { readonly children?: (security: Security) => ReactNode }) {
  const t = useTranslations("security");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const security = useQuery(trpc.security.read.queryOptions());
  const onChanged = (recoveryCodes: readonly string[] | null) => {
    setCodes(recoveryCodes);
    void queryClient.invalidateQueries(trpc.security.read.queryFilter());
  };
  if (security.isError)
    return <FailedState title={t("failed")} error={security.error} onRetry={() => void security.refetch()} />;
  if (security.data === undefined) return <SkeletonRows rows={6} label={t("loading")} />;
  const given = { security: security.data, onChanged };
  return (
    <>
      <div className="grid w-full grid-cols-[minmax(0,1fr)_minmax(0,1fr)] overflow-auto max-lg:grid-cols-1 max-md:overflow-visible [&>*]:border-line-2 [&>*]:border-b">
        <AuthenticatorPanel {...given} />
        <PasskeysPanel {...given} />
        <RecoveryPanel {...given} />
      </div>
      {children?.(security.data)}
      {codes === null ? null : <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />}
    </>
  );
}
