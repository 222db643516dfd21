import { randomBytes } from "node:crypto";

/** A year, in seconds: the least that browsers' preload lists take. */
const HSTS_SECONDS = 31_536_000;

/** The one style sheet that a library of ours adds by itself: sonner 2.0.8, the toasts. */
const TOAST_STYLE_HASH = "sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY=";
/** That of an empty text: it puts the element in place before it fills it, and browsers look both times. */
const EMPTY_STYLE_HASH = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

/** Fresh for each response, and unguessable: whoever knows it may run a script. */
export function makeNonce(): string {
  return randomBytes(16).toString("base64");
}

/**
 * What a page may load. Scripts only with this response's nonce and what they load in turn; styles from us, with attributes
 * free because charts and virtual rows place themselves that way; nothing from anywhere else.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}' '${TOAST_STYLE_HASH}' '${EMPTY_STYLE_HASH}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** For what is no page: data loads nothing and is shown by nothing. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Headers of every answer. HSTS only where browsers really come by TLS: said over plain HTTP it would lock people out. */
export function securityHeaders(secure: boolean): Readonly<Record<string, string>> {
  return {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ...(secure ? { "strict-transport-security": `max-age=${HSTS_SECONDS}; includeSubDomains` } : {}),
  };
}
