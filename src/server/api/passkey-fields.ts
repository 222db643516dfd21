import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";

/** What browsers send of a passkey, as WebAuthn writes it in JSON. Its truth is checked by signature, its shape here. */

/** A key of 4,096 bits with its attestation is a few thousand characters. */
const PART_LENGTH_MAX = 16_384;
const part = z
  .string()
  .min(1)
  .max(PART_LENGTH_MAX)
  .regex(/^[A-Za-z0-9_-]+={0,2}$/, "base64url");
const attachment = z.enum(["cross-platform", "platform"]).optional();

/** Extensions are none that we ask for. */
const common = {
  id: part,
  rawId: part,
  type: z.literal("public-key"),
  clientExtensionResults: z.unknown().transform(() => ({})),
};

export const passkeyAnswer = z
  .object({
    ...common,
    authenticatorAttachment: attachment,
    response: z.object({
      clientDataJSON: part,
      authenticatorData: part,
      signature: part,
      userHandle: part.nullish().transform((text) => text ?? undefined),
    }),
  })
  .transform(({ authenticatorAttachment, response, ...rest }): AuthenticationResponseJSON => {
    const { userHandle, ...signed } = response;
    return {
      ...rest,
      response: { ...signed, ...(userHandle === undefined ? {} : { userHandle }) },
      ...(authenticatorAttachment === undefined ? {} : { authenticatorAttachment }),
    };
  });

export const passkeyRegistration = z
  .object({
    ...common,
    authenticatorAttachment: attachment,
    response: z.object({
      clientDataJSON: part,
      attestationObject: part,
      /** Ways to reach the device; those that we do not know are left out when it is stored. */
      transports: z.array(z.string().max(40)).max(20).default([]),
    }),
  })
  .transform(
    ({ authenticatorAttachment, response, ...rest }): RegistrationResponseJSON => ({
      ...rest,
      response,
      ...(authenticatorAttachment === undefined ? {} : { authenticatorAttachment }),
    }),
  );

/** The answer of a device from a form's text; null when it is none. */
export function readPasskeyAnswer(text: string): AuthenticationResponseJSON | null {
  if (text.length > 4 * PART_LENGTH_MAX) return null;
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return null; // no JSON: no answer
  }
  return passkeyAnswer.safeParse(given).data ?? null;
}
