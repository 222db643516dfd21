/** A key that names one wish to the server, so that asking twice is one order. 128 random bits. */
export function newKey(): string {
  // `randomUUID` is missing at addresses that are neither local nor encrypted.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
