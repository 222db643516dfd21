"use client";

import "./styles/globals.css";
import { enProblem as text } from "./messages/en-problem";

/** The frame itself broke, so nothing of it is used here: plain markup and the tokens. */
export default function GlobalError({
  error,
  reset,
}: {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}) {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto flex min-h-dvh max-w-120 flex-col items-start justify-center gap-3 px-4">
          <h1 className="text-18 font-semibold">{text.brokeTitle}</h1>
          <p className="text-tx-2">{text.broke}</p>
          {error.digest === undefined ? null : (
            <p className="text-12 text-tx-3">{text.digest.replace("{digest}", error.digest)}</p>
          )}
          <button
            type="button"
            onClick={reset}
            className="h-(--ctl-lg) rounded-4 border border-tx-1 bg-tx-1 px-4 font-medium text-tx-inv"
          >
            {text.again}
          </button>
        </main>
      </body>
    </html>
  );
}
