"use client";

import { RotateCw } from "lucide-react";
import { useTranslations } from "use-intl";
import { useCatalogText } from "@/app/_lib/use-catalog-text";
import type { PhoneAddress } from "@/server/api/phone/phone-address";
import { Banner, Button, Lamp, Panel, SkeletonRows } from "../../ui";
import { type Check, judgePhone } from "./checks";
import { useDevice } from "./use-device";

/** Whether a phone can use this installation: where it finds it, and what stands in the way. */
export function PhonePage({ address }: { readonly address: PhoneAddress }) {
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_380px] overflow-auto max-lg:grid-cols-1 max-md:overflow-visible">
      <ChecksPanel address={address} />
      <div className="flex flex-col border-l border-line-2 max-lg:border-t max-lg:border-l-0">
        <AddressPanel address={address} />
        <IncidentPanel url={address.url} />
      </div>
    </div>
  );
}

function ChecksPanel({ address }: { readonly address: PhoneAddress }) {
  const t = useTranslations("phone");
  const { device, again } = useDevice();
  return (
    <Panel
      title={t("checks")}
      sub={t("checksNote")}
      tools={
        <Button size="sm" className="max-md:h-11" onClick={again} busy={device === null}>
          <RotateCw size={14} aria-hidden="true" />
          {t("again")}
        </Button>
      }
    >
      {device === null ? (
        <SkeletonRows rows={8} label={t("testing")} />
      ) : (
        <ul>
          {judgePhone(address, device).map((check) => (
            <CheckLine key={check.name} check={check} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function CheckLine({ check: { name, state, facts } }: { readonly check: Check }) {
  const t = useTranslations("phone");
  const text = useCatalogText();
  return (
    <li className="grid grid-cols-[110px_minmax(0,180px)_minmax(0,1fr)] items-baseline gap-x-3 border-b border-line-1 px-3 py-2 text-12 last:border-b-0 max-md:grid-cols-[minmax(0,1fr)_auto] max-md:px-4">
      <span className="max-md:order-2">
        <Lamp state={state}>{t(`level.${state}`)}</Lamp>
      </span>
      <span className="font-medium text-tx-1">{t(`check.${name}`)}</span>
      <span className="min-w-0 break-words text-tx-2 max-md:order-3 max-md:col-span-2">
        {text(`phone.say.${name}.${state}`, facts)}
      </span>
    </li>
  );
}

function AddressPanel({ address: { url, code } }: { readonly address: PhoneAddress }) {
  const t = useTranslations("phone");
  return (
    <Panel title={t("address")} sub={t("addressNote")}>
      {code === null ? (
        <Banner>
          <b>{t("localTitle")}</b> {t("localText", { url })}
        </Banner>
      ) : (
        <div className="flex flex-col items-start gap-3 p-3 text-12 text-tx-2 max-md:px-4">
          <code className="font-mono text-12 break-all text-tx-1">{url}</code>
          {/* Cameras want dark on light, whatever the theme is. */}
          <svg
            role="img"
            aria-label={t("codeLabel", { url })}
            viewBox={`0 0 ${code.size} ${code.size}`}
            shapeRendering="crispEdges"
            className="w-52 rounded-4 bg-white"
          >
            <path d={code.path} fill="#000" />
          </svg>
          <p>{t("scan")}</p>
        </div>
      )}
    </Panel>
  );
}

function IncidentPanel({ url }: { readonly url: string }) {
  const t = useTranslations("phone");
  return (
    <Panel title={t("incident")} className="border-t border-line-2">
      <div className="flex flex-col items-start gap-1 p-3 text-12 text-tx-2 max-md:px-4">
        <p>{t("incidentText")}</p>
        <a href="/incident" className="break-all text-accent hover:underline max-md:py-2.5">
          {url}/incident
        </a>
      </div>
    </Panel>
  );
}
