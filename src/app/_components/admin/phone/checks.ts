import type { LampState } from "@/app/_components/ui";
import type { PhoneAddress } from "@/server/api/phone/phone-address";

/** What the browser says of itself. */
export interface DeviceFacts {
  readonly origin: string;
  readonly isSecure: boolean;
  /** `none`: there is no such thing here. Else why it does not run. */
  readonly worker: "active" | "none" | { readonly why: string };
  readonly hasPush: boolean;
  readonly permission: "granted" | "denied" | "default" | "none";
  readonly isInstalled: boolean;
}

export const CHECKS = ["reach", "encrypted", "same", "secure", "worker", "push", "permission", "installed"] as const;
export type CheckName = (typeof CHECKS)[number];

export interface Check {
  readonly name: CheckName;
  readonly state: Extract<LampState, "ok" | "warn" | "off">;
  readonly facts: Readonly<Record<string, string>>;
}

type Address = Pick<PhoneAddress, "url" | "isLocal" | "isEncrypted" | "tls">;

/** Judges an address and a device, in the order in which one puts them right. */
export function judgePhone({ url, isLocal, isEncrypted, tls }: Address, device: DeviceFacts): readonly Check[] {
  const check = (name: CheckName, isWell: boolean, facts: Check["facts"] = {}): Check => ({
    name,
    state: isWell ? "ok" : "warn",
    facts,
  });
  const { worker, permission } = device;
  return [
    check("reach", !isLocal, { url }),
    check("encrypted", isEncrypted, { url, tls }),
    check("same", device.origin === new URL(url).origin, { origin: device.origin }),
    check("secure", device.isSecure),
    check("worker", worker === "active", { why: typeof worker === "object" ? worker.why : "none" }),
    check("push", device.hasPush),
    { name: "permission", state: PERMISSIONS[permission], facts: {} },
    { name: "installed", state: device.isInstalled ? "ok" : "off", facts: {} },
  ];
}

const PERMISSIONS = { granted: "ok", denied: "warn", default: "off", none: "off" } as const;
