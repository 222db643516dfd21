"use client";

import dynamic from "next/dynamic";
import { useProofAsked } from "@/app/_lib/proof-asked";

/** Rarely needed, so no page carries it. */
const ProofDialog = dynamic(() => import("./proof-dialog").then((file) => file.ProofDialog), { ssr: false });

/** Asks who sits here, where something waits for the answer. */
export function ProofAsked() {
  return useProofAsked() ? <ProofDialog /> : null;
}
