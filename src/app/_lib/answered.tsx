"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { AnswerAhead } from "@/server/api/read-ahead";
import { wire } from "./wire";

interface AnsweredProps {
  /** JSON of `AnswerAhead`s. As text: reading an answer changes it, and a page may be begun more than once. */
  readonly answers: string;
  readonly children: ReactNode;
}

/** Gives the query cache what the server read for this page; what is there already and newer stays. */
export function takeAnswers(queryClient: QueryClient, text: string, nowMs: number): void {
  const answers: readonly AnswerAhead[] = JSON.parse(text);
  for (const { key, atMs, wire: answer } of answers) {
    // A server whose clock is ahead cannot make an answer fresh for longer.
    const updatedAt = Math.min(atMs, nowMs);
    const knownAt = queryClient.getQueryState(key)?.dataUpdatedAt ?? 0;
    if (knownAt < updatedAt) queryClient.setQueryData(key, wire.deserialize(answer), { updatedAt });
  }
}

export function Answered({ answers, children }: AnsweredProps) {
  const queryClient = useQueryClient();
  // Before anything below is drawn, on the server and in the browser alike.
  useState(() => takeAnswers(queryClient, answers, Date.now()));
  return children;
}
