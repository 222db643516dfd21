import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";

/** What the authenticator says it looked at: presence, verification, and (when it registers) that a key follows. */
const FLAGS = { present: 0x01, verified: 0x04, key: 0x40 } as const;

interface Ceremony {
  readonly challenge: string;
  readonly origin?: string;
  readonly rpId?: string;
  /** False: the device did not look at its person. */
  readonly verified?: boolean;
}

/** A device with one passkey, in memory: signs as a real one does, and lies where a test wants it to. */
export function makeSoftwarePasskey(place: { readonly origin: string; readonly rpId: string }) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const coordinate = (text: string) => Buffer.from(text, "base64url");
  // COSE: EC2, ES256, P-256, x, y.
  const coseKey = Buffer.concat([
    Buffer.from("a5010203262001215820", "hex"),
    coordinate(x),
    Buffer.from("225820", "hex"),
    coordinate(y),
  ]);
  const credentialId = randomBytes(16);
  const id = credentialId.toString("base64url");
  let counter = 0;

  const head = ({ rpId = place.rpId, verified = true }: Ceremony, extra: number) => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const flags = FLAGS.present | (verified ? FLAGS.verified : 0) | extra;
    return Buffer.concat([createHash("sha256").update(rpId).digest(), Buffer.from([flags]), count]);
  };
  const clientData = (type: string, { challenge, origin = place.origin }: Ceremony) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const base = { id, rawId: id, type: "public-key", clientExtensionResults: {} } as const;

  return {
    id,
    register(ceremony: Ceremony): RegistrationResponseJSON {
      const length = Buffer.from([0, credentialId.length]);
      const authData = Buffer.concat([head(ceremony, FLAGS.key), Buffer.alloc(16), length, credentialId, coseKey]);
      const size = Buffer.alloc(2);
      size.writeUInt16BE(authData.length);
      // CBOR: { fmt: "none", attStmt: {}, authData }
      const attestation = Buffer.concat([
        Buffer.from("a363666d74646e6f6e656761747453746d74a0686175746844617461", "hex"),
        Buffer.from([0x59]),
        size,
        authData,
      ]);
      const clientDataJSON = clientData("webauthn.create", ceremony).toString("base64url");
      const attestationObject = attestation.toString("base64url");
      return { ...base, response: { clientDataJSON, attestationObject, transports: ["internal"] } };
    },
    answer(ceremony: Ceremony): AuthenticationResponseJSON {
      counter += 1;
      const authData = head(ceremony, 0);
      const client = clientData("webauthn.get", ceremony);
      const signed = Buffer.concat([authData, createHash("sha256").update(client).digest()]);
      return {
        ...base,
        response: {
          clientDataJSON: client.toString("base64url"),
          authenticatorData: authData.toString("base64url"),
          signature: sign("sha256", signed, privateKey).toString("base64url"),
        },
      };
    },
  };
}
