import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { z } from "zod";
import { err, ok, type Result } from "@/modules/_kernel";

/**
 * A run as a file that cannot be changed unseen: what went in and what came out, with an Ed25519 signature over the
 * canonical JSON of it. The signature says which installation exported it, by its public key; not that the numbers are
 * good. Who has the same code and data can run it again and compare the hashes.
 */

const Signed = z.object({
  format: z.literal("bifrost-run"),
  formatVersion: z.literal(1),
  run: z.looseObject({
    runId: z.string(),
    spec: z.looseObject({ strategy: z.string(), symbol: z.string() }),
    card: z.looseObject({ dataHash: z.string(), code: z.string() }),
    resultHash: z.string(),
  }),
  signature: z.object({ algorithm: z.literal("Ed25519"), publicKey: z.string(), value: z.string() }),
});
export type SignedRun = z.output<typeof Signed>;
export type SignedContent = Omit<SignedRun, "signature">;

/** JSON with the names of every object in order and no spaces: the same value is the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

const spki = (key: KeyObject) => key.export({ type: "spki", format: "der" });

/** The public half of a private key, base64 of its SPKI. */
export function publicKeyOf(privateKeyPem: string): string {
  return spki(createPublicKey(createPrivateKey(privateKeyPem))).toString("base64");
}

/** A short name of a public key, for people to compare. */
export function fingerprintOf(publicKey: string): string {
  return createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("hex").slice(0, 16);
}

export function signRun(content: SignedContent, privateKeyPem: string): SignedRun {
  const value = sign(null, Buffer.from(canonicalJson(content)), createPrivateKey(privateKeyPem)).toString("base64");
  return { ...content, signature: { algorithm: "Ed25519", publicKey: publicKeyOf(privateKeyPem), value } };
}

export type SignedRunError =
  /** Not a run that was exported. */
  | { readonly kind: "run_file.malformed"; readonly path: string }
  /** Something in it is not what was signed. */
  | { readonly kind: "run_file.signature_wrong" };

/** Reads an exported run and checks its signature. */
export function readSignedRun(text: string): Result<SignedRun, SignedRunError> {
  const raw = parseJson(text);
  const parsed = Signed.safeParse(raw);
  if (!parsed.success) {
    return err({ kind: "run_file.malformed", path: parsed.error.issues[0]?.path.map(String).join(".") ?? "" });
  }
  const { signature, ...content } = parsed.data;
  return isSigned(content, signature) ? ok(parsed.data) : err({ kind: "run_file.signature_wrong" });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isSigned(content: SignedContent, { publicKey, value }: SignedRun["signature"]): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
    if (key.asymmetricKeyType !== "ed25519") return false;
    return verify(null, Buffer.from(canonicalJson(content)), key, Buffer.from(value, "base64"));
  } catch {
    // A key that is none: Node throws for it, and to whoever asks it is a signature that does not hold.
    return false;
  }
}
