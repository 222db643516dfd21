import { isLoopback } from "../../infra/env";
import type { FeatureName, FeatureView } from "../contract/features";
import { passkeyPlaceOf } from "../people/check-passkey";

/** How the processes of this installation were started: what no table says. */
export interface InstallationFacts {
  /** Queue and live values go through Redis; else through PostgreSQL. */
  readonly usesRedis: boolean;
  /** Where browsers find us. */
  readonly publicUrl: string;
  /** Certificates of our own. */
  readonly hasTls: boolean;
  readonly trustsProxy: boolean;
}

interface Started {
  readonly REDIS_URL?: string | undefined;
  readonly tls: object | null;
  readonly BIFROST_TRUST_PROXY: boolean;
}

/** From the environment of a process. */
export function installationOf({ REDIS_URL, tls, BIFROST_TRUST_PROXY }: Started): Omit<InstallationFacts, "publicUrl"> {
  return { usesRedis: REDIS_URL !== undefined, hasTls: tls !== null, trustsProxy: BIFROST_TRUST_PROXY };
}

type Judged = Omit<FeatureView, "name">;

const on = (why: string, facts: Judged["facts"] = {}): Judged => ({
  state: "on",
  why,
  facts,
  remedy: null,
  href: null,
});
const off = (why: string, remedy: string | null, more: Partial<Judged> = {}): Judged => ({
  state: "off",
  why,
  facts: {},
  remedy,
  href: null,
  ...more,
});
const missing = (why: string, remedy: string, more: Partial<Judged> = {}): Judged => ({
  ...off(why, remedy, more),
  state: "not_configured",
});

/** What was seen, feature by feature. */
export interface Seen {
  readonly installation: InstallationFacts;
  /** Version of the extension; null: plain PostgreSQL. */
  readonly timescale: string | null;
  readonly postgres: string;
  /** The gateway is a process of its own: it is connected to the database. */
  readonly hasGateway: boolean;
  /** Active people who may decide what another asked for. */
  readonly deciders: number;
  /** Roles that must use a second factor. */
  readonly factorRoles: readonly string[];
  readonly notify: {
    readonly publicUrl: string | null;
    readonly mailHost: string | null;
    readonly hasTelegram: boolean;
    readonly hasDeadMan: boolean;
  };
  /** Browsers that take pushes. */
  readonly pushChannels: number;
  /** Feeds of markets that are switched on, the simulated one left out, and those of them that work. */
  readonly feeds: { readonly enabled: number; readonly needKey: number };
}

const NOTIFY_PAGE = "/admin/notifications/settings";

/** Every capability, judged by what was seen. Total: a feature that is named has a verdict. */
export function judgeFeatures(seen: Seen): Readonly<Record<FeatureName, Judged>> {
  const { installation, notify, feeds } = seen;
  const place = placeOf(installation.publicUrl);
  return {
    timescale:
      seen.timescale === null
        ? off("timescale_none", "timescale_none", { facts: { postgres: seen.postgres } })
        : on("timescale", { version: seen.timescale }),
    redis: installation.usesRedis ? on("redis") : off("redis_none", "redis_none"),
    gateway: seen.hasGateway ? on("gateway") : missing("gateway_none", "gateway_none"),
    encryption: encryptionOf(installation, place),
    proxy: installation.trustsProxy ? on("proxy") : off("proxy_none", null),
    passkeys: passkeysOf(installation, place),
    second_factor:
      seen.factorRoles.length > 0
        ? on("second_factor", { roles: seen.factorRoles.join(", ") })
        : off("second_factor_none", "second_factor_none", { href: "/admin/people" }),
    four_eyes:
      seen.deciders > 1
        ? on("four_eyes", { count: seen.deciders })
        : off("four_eyes_alone", "four_eyes_alone", { href: "/admin/people", facts: { count: seen.deciders } }),
    links:
      notify.publicUrl === null
        ? missing("links_none", "links_none", { href: NOTIFY_PAGE })
        : on("links", { url: notify.publicUrl }),
    push: pushOf(seen, place),
    email:
      notify.mailHost === null
        ? missing("email_none", "email_none", { href: NOTIFY_PAGE })
        : on("email", { host: notify.mailHost }),
    telegram: notify.hasTelegram ? on("telegram") : missing("telegram_none", "telegram_none", { href: NOTIFY_PAGE }),
    outside_monitor: notify.hasDeadMan
      ? on("outside_monitor")
      : missing("outside_monitor_none", "outside_monitor_none", { href: NOTIFY_PAGE }),
    live_feeds: feedsOf(feeds),
  };
}

/** `local`: this machine alone. `name`: a host that has a name. `number`: an address of numbers. */
type Place = { readonly kind: "local" | "name" | "number"; readonly isSecure: boolean; readonly host: string };

function placeOf(publicUrl: string): Place {
  const { protocol, hostname } = new URL(publicUrl);
  const host = hostname.replaceAll(/^\[|\]$/g, "");
  const isNumber = /^[\d.]+$/.test(host) || host.includes(":");
  const kind = host === "localhost" || isLoopback(host) ? "local" : isNumber ? "number" : "name";
  return { kind, isSecure: protocol === "https:", host };
}

function encryptionOf({ hasTls }: InstallationFacts, { kind, isSecure, host }: Place): Judged {
  if (isSecure) return on(hasTls ? "encryption_own" : "encryption_proxy", { host });
  if (kind === "local") return off("encryption_local", null, { facts: { host } });
  return off("encryption_none", "encryption_none", { facts: { host } });
}

/** Browsers let passkeys be made at a name, over TLS or on this machine. */
function passkeysOf({ publicUrl }: InstallationFacts, { kind, isSecure, host }: Place): Judged {
  if (kind === "number") return off("passkeys_number", "passkeys_number", { facts: { host } });
  if (kind === "name" && !isSecure) return off("passkeys_insecure", "passkeys_insecure", { facts: { host } });
  return on("passkeys", { url: passkeyPlaceOf(publicUrl).origin });
}

/** The same holds for pushes, and somebody has to allow them. */
function pushOf({ pushChannels }: Seen, { kind, isSecure, host }: Place): Judged {
  if (kind !== "local" && !isSecure) return off("push_insecure", "push_insecure", { facts: { host } });
  return pushChannels > 0
    ? on("push", { count: pushChannels })
    : missing("push_none", "push_none", { href: "/admin/phone" });
}

function feedsOf({ enabled, needKey }: Seen["feeds"]): Judged {
  if (enabled === 0) return missing("live_feeds_none", "live_feeds_none", { href: "/markets/feeds" });
  if (needKey === enabled)
    return missing("live_feeds_keys", "live_feeds_keys", { href: "/markets/feeds", facts: { count: needKey } });
  return on("live_feeds", { count: enabled - needKey });
}
