"use client";

import { useProofAsked } from "@/app/_lib/proof-asked";
import { lazily } from "../ui";

/** Rarely needed, so no page carries it. */
const ProofDialog = lazily(() => import("./proof-dialog").then((file) => file.ProofDialog));

/** Asks who sits here, where something waits for the answer. */
export function ProofAsked() {
  return useProofAsked() ? <ProofDialog /> : null;
}
