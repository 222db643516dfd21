import { encode } from "uqr";

/** Where a phone finds this installation, and what the server itself knows of whether it can. */
export interface PhoneAddress {
  readonly url: string;
  /** Whether it was set, or made of HOST and PORT. */
  readonly isSet: boolean;
  /** Only this machine reaches it. */
  readonly isLocal: boolean;
  readonly isEncrypted: boolean;
  /** Who ends TLS. */
  readonly tls: "own" | "proxy" | "none";
  /** Null where no phone could use it. */
  readonly code: QrCode | null;
}

/** A QR code as the path of an SVG, one unit a module, a quiet zone of four around it as the standard asks. */
export interface QrCode {
  readonly size: number;
  readonly path: string;
}

const QUIET_ZONE = 4;
const LOCAL = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0|\[::\])$/;

export interface AddressFacts {
  readonly publicUrl: string;
  readonly isSet: boolean;
  readonly secure: boolean;
  readonly hasOwnTls: boolean;
  readonly trustProxy: boolean;
}

export function phoneAddress({ publicUrl, isSet, secure, hasOwnTls, trustProxy }: AddressFacts): PhoneAddress {
  const isLocal = LOCAL.test(new URL(publicUrl).hostname);
  return {
    url: publicUrl,
    isSet,
    isLocal,
    isEncrypted: secure,
    tls: hasOwnTls ? "own" : trustProxy && secure ? "proxy" : "none",
    code: isLocal ? null : qrCode(publicUrl),
  };
}

/** Dark modules of a row that stand together are one rectangle. */
export function qrCode(text: string): QrCode {
  const { data, size } = encode(text, { ecc: "M", border: QUIET_ZONE });
  const runs: string[] = [];
  for (const [y, row] of data.entries()) {
    let begin: number | null = null;
    for (let x = 0; x <= size; x += 1) {
      if (row[x] === true) begin ??= x;
      else if (begin !== null) {
        runs.push(`M${begin} ${y}h${x - begin}v1h-${x - begin}z`);
        begin = null;
      }
    }
  }
  return { size, path: runs.join("") };
}
