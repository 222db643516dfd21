"use client";

import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../ui";
import { useOutage } from "./use-outage";

export interface ProblemProps {
  readonly error: Error & { readonly digest?: string };
  readonly onRetry: () => void;
}

/** What broke, what is safe, what to do. The digest finds the fault in the server's log. */
export function Problem({ error, onRetry }: ProblemProps) {
  const t = useTranslations("problem");
  const { outage, retry } = useOutage(onRetry);
  useEffect(() => {
    // The one place where a fault of a page surfaces in the browser: its stack belongs to whoever looks for the cause.
    reportError(error);
  }, [error]);
  return (
    <div role="alert" className="flex max-w-120 flex-col items-start gap-2 p-4 text-13">
      <h1 className="text-18 font-semibold">{t(outage === null ? "brokeTitle" : `away.${outage}Title`)}</h1>
      <p className="text-tx-2">{t(outage === null ? "broke" : `away.${outage}`)}</p>
      {error.digest === undefined || outage !== null ? null : (
        <p className="text-12 text-tx-3">{t("digest", { digest: error.digest })}</p>
      )}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button variant="primary" onClick={retry}>
          {t("again")}
        </Button>
        <Button asChild>
          {/* A load of its own: what broke may be what leads from page to page, and every page carries this one. */}
          <a href="/chart">{t("toDesk")}</a>
        </Button>
        <Button asChild>
          <a href="/incident">{t("incident")}</a>
        </Button>
      </div>
    </div>
  );
}

export function NotFound() {
  const t = useTranslations("problem");
  return (
    <div className="flex max-w-120 flex-col items-start gap-2 text-13">
      <h1 className="text-24 leading-8 font-semibold tracking-[-.02em]">{t("notFoundTitle")}</h1>
      <p className="text-tx-2">{t("notFound")}</p>
      <Button asChild className="mt-2">
        <a href="/chart">{t("toDesk")}</a>
      </Button>
    </div>
  );
}
