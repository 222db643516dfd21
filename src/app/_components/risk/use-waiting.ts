"use client";

import { useQuery } from "@tanstack/react-query";
import { useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";

/** What comes and goes is told by news; what runs out is not. */
const COUNTED_EVERY_MS = 60_000;

/** How much waits for the person to let it in. Undefined: not read yet; only risk and administrators are asked. */
export function useWaiting() {
  const trpc = useTRPC();
  const role = useSession()?.user.role;
  const decides = role === "risk" || role === "admin";
  const { data, error } = useQuery({
    ...trpc.approvals.count.queryOptions(undefined, { meta: { quiet: true } }),
    enabled: decides,
    refetchInterval: COUNTED_EVERY_MS,
  });
  return {
    decides,
    waiting: data,
    count: data === undefined ? 0 : data.orders + data.limits + data.protection + data.deployments,
    error,
  };
}
