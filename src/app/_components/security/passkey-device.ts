import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";

/** The browser's part of passkeys. Loaded when one is used: pages do not carry it. */
const load = () => import("@simplewebauthn/browser");

/** Whether passkeys of this installation can be used on this page: browsers want TLS or localhost, and the one address. */
export function isPasskeyPlace(origin: string | undefined): boolean {
  return (
    typeof window !== "undefined" &&
    window.isSecureContext &&
    window.PublicKeyCredential !== undefined &&
    origin === window.location.origin
  );
}

/** Whether the person closed the browser's own dialog, or let it run out of time: no fault, and nothing to say. */
function isCanceled(error: unknown): boolean {
  return error instanceof Error && (error.name === "NotAllowedError" || error.name === "AbortError");
}

/** What the device signed; null when its person would rather not. */
export async function answerPasskey(optionsJSON: PublicKeyCredentialRequestOptionsJSON) {
  const { startAuthentication } = await load();
  return startAuthentication({ optionsJSON }).catch((error: unknown) => {
    if (isCanceled(error)) return null;
    throw error;
  });
}

/** A new passkey; null when its person would rather not; `known` when this device has one of theirs already. */
export async function createPasskey(optionsJSON: PublicKeyCredentialCreationOptionsJSON) {
  const { startRegistration } = await load();
  return startRegistration({ optionsJSON }).catch((error: unknown) => {
    if (isCanceled(error)) return null;
    if (error instanceof Error && error.name === "InvalidStateError") return "known" as const;
    throw error;
  });
}
