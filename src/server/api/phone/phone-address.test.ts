import { encode } from "uqr";
import { describe, expect, it } from "vitest";
import { phoneAddress, qrCode } from "./phone-address";

const facts = { publicUrl: "https://trader.example", isSet: true, secure: true, hasOwnTls: false, trustProxy: true };

describe("the address for a phone", () => {
  it("is drawn as a code where a phone could reach it", () => {
    expect(phoneAddress(facts)).toMatchObject({ isLocal: false, isEncrypted: true, tls: "proxy" });
    expect(phoneAddress(facts).code).not.toBeNull();
  });

  it.each(["http://127.0.0.1:3000", "http://localhost:3000", "http://[::1]:3000", "http://0.0.0.0:3000"])(
    "is no code for %s, which only this machine reaches",
    (publicUrl) => {
      const address = phoneAddress({ ...facts, publicUrl, isSet: false, secure: false, trustProxy: false });
      expect(address).toMatchObject({ isLocal: true, isEncrypted: false, tls: "none", code: null });
    },
  );

  it("says that nobody ends TLS where a declared proxy speaks plain HTTP to people", () => {
    expect(phoneAddress({ ...facts, publicUrl: "http://trader.example", secure: false }).tls).toBe("none");
    expect(phoneAddress({ ...facts, hasOwnTls: true }).tls).toBe("own");
  });

  it("draws the very modules of the code", () => {
    const { size, path } = qrCode(facts.publicUrl);
    const drawn = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
    for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
      drawn[Number(y)]?.fill(true, Number(x), Number(x) + Number(width));
    expect(drawn).toEqual(encode(facts.publicUrl, { ecc: "M", border: 4 }).data);
    // The quiet zone, without which cameras do not find it.
    expect(drawn.slice(0, 4).flat()).not.toContain(true);
  });
});
