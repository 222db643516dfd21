import type { ReactNode } from "react";
import { type Begins, readPageAhead } from "@/server/api/page-ahead";
import { Answered } from "./answered";

interface ReadAheadProps {
  readonly begins: Begins;
  readonly children: ReactNode;
}

/**
 * Draws `children` with the answers to what they begin with, so that a page comes with its figures and does not ask for them again
 * while they are fresh. What was refused, failed or took too long they ask for themselves.
 */
export async function ReadAhead({ begins, children }: ReadAheadProps) {
  return <Answered answers={JSON.stringify(await readPageAhead(begins))}>{children}</Answered>;
}
