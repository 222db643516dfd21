"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "@/server/api/root";
import { toFailure } from "./failure";
import { notifyFailure } from "./notify";
import { proofLink } from "./proof-link";
import { endSession } from "./session-end";
import { wire } from "./wire";

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

const API_PATH = "/api/trpc";
/** Longer lists of calls would make a GET address that proxies cut off. */
const BATCH_URL_LENGTH_MAX = 4_000;
const FRESH_MS = 15_000;
const RETRIES_MAX = 2;

/** A refusal stays a refusal however often one asks; only a fault or a lost connection is worth another try. */
export function isWorthRetrying(failures: number, error: unknown): boolean {
  return failures < RETRIES_MAX && toFailure(error).retryable;
}

/** Whether the answer was that the session is over; the shell then says so, once for all. */
function noticeEnd(error: unknown): boolean {
  const over = toFailure(error).kind === "session.required";
  if (over) endSession();
  return over;
}

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: FRESH_MS, retry: isWorthRetrying, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
    queryCache: new QueryCache({ onError: noticeEnd }),
    mutationCache: new MutationCache({
      // A form that shows its own errors says so with `meta: { quiet: true }`; every other refusal is told here.
      onError: (error, _variables, _context, mutation) => {
        if (!noticeEnd(error) && mutation.options.meta?.["quiet"] !== true) notifyFailure(error);
      },
    }),
  });
}

function makeClient() {
  return createTRPCClient<AppRouter>({
    links: [proofLink, httpBatchLink({ url: API_PATH, transformer: wire, maxURLLength: BATCH_URL_LENGTH_MAX })],
  });
}

/** The browser's way to the server: one query cache and one client for the life of the tab. */
export function ApiProvider({ children }: { readonly children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [trpcClient] = useState(makeClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
