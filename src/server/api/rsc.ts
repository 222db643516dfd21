import { cookies, headers } from "next/headers";
import { cache } from "react";
import { catalogFile } from "../web/catalog-file";
import { type Language, languageOf } from "../web/language";
import { getWebContainer } from "../web-container";
import type { BrowserSession } from "./context";
import { type PhoneAddress, phoneAddress } from "./phone/phone-address";
import type { ReferenceSection } from "./rest/reference";

/** The live session of this request, read once however many components ask. Null when nobody is signed in. */
export const getSession = cache(async (): Promise<BrowserSession | null> => {
  const { readSessionId, signIn } = await getWebContainer();
  const jar = await cookies();
  const sessionId = await readSessionId((name) => jar.get(name)?.value);
  return sessionId === null ? null : signIn.resume(sessionId);
});

/** Where the news of a page begins that is made now: asked before anything that the page shows is read, once for all of its parts. */
export const newsHead = cache(async (): Promise<string> => {
  const { news } = await getWebContainer();
  return news.head();
});

/** Whether this installation still waits for its first admin. */
export const setUpNeeded = cache(async (): Promise<boolean> => {
  const { flows } = await getWebContainer();
  return (await flows.setUpState()).needed;
});

/** The one address where passkeys of this installation work. */
export async function passkeyOrigin(): Promise<string> {
  return (await getWebContainer()).passkeyOrigin;
}

/** The API for programs, as its page shows it. */
export async function readApiReference(): Promise<readonly ReferenceSection[]> {
  return (await getWebContainer()).rest.reference();
}

/** Where a phone finds this installation. */
export async function readPhoneAddress(): Promise<PhoneAddress> {
  const { env } = await getWebContainer();
  return phoneAddress({
    publicUrl: env.publicUrl,
    isSet: env.BIFROST_PUBLIC_URL !== undefined,
    secure: env.secure,
    hasOwnTls: env.tls !== null,
    trustProxy: env.BIFROST_TRUST_PROXY,
  });
}

/** Where the browser finds the texts of a language. */
export const textsAddress = async (language: Language): Promise<string> => (await catalogFile(language)).address;

/**
 * The language a page is drawn in: what the person chose, else what their browser asks for. Who that is may not be known while the
 * database is down: the page that says so needs a language all the same, and whoever reads more of the session hears of the fault.
 */
export async function pageLanguage(): Promise<Language> {
  const session = await getSession().catch(() => null);
  const chosen = session?.user.preferences.language ?? "auto";
  return chosen === "auto" ? languageOf((await headers()).get("accept-language")) : chosen;
}
