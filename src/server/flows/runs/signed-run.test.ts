import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, fingerprintOf, publicKeyOf, readSignedRun, type SignedContent, signRun } from "./signed-run";

const newKey = () => generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const KEY = newKey();
const CONTENT: SignedContent = {
  format: "bifrost-run",
  formatVersion: 1,
  run: {
    runId: "r1",
    spec: { strategy: "sma-cross", symbol: "SPY" },
    card: { dataHash: "d", code: "c" },
    resultHash: "h",
    stats: { finalEquity: 101.5 },
  },
};
const signed = signRun(CONTENT, KEY);

describe("an exported run", () => {
  it("is read back with its signature, whatever the order and spacing of its text", () => {
    expect(readSignedRun(JSON.stringify(signed))).toEqual({ ok: true, value: signed });
    const { run, ...others } = signed;
    expect(readSignedRun(JSON.stringify({ run, ...others }, null, 4)).ok).toBe(true);
    expect(signed.signature.publicKey).toBe(publicKeyOf(KEY));
    expect(fingerprintOf(signed.signature.publicKey)).toMatch(/^[0-9a-f]{16}$/);
  });

  it("is refused when one number, name or the key is another", () => {
    const wrong = { ok: false, error: { kind: "run_file.signature_wrong" } };
    const text = JSON.stringify(signed);
    expect(readSignedRun(text.replace("101.5", "101.6"))).toEqual(wrong);
    expect(readSignedRun(text.replace('"SPY"', '"QQQ"'))).toEqual(wrong);
    const other = { ...signed.signature, publicKey: publicKeyOf(newKey()) };
    expect(readSignedRun(JSON.stringify({ ...signed, signature: other }))).toEqual(wrong);
    expect(readSignedRun(JSON.stringify({ ...signed, signature: { ...other, publicKey: "AAAA" } }))).toEqual(wrong);
    expect(readSignedRun(text.replace('"stats":', '"extra":1,"stats":'))).toEqual(wrong);
  });

  it.each(["", "nonsense", "[]", "{}", '{"format":"bifrost-run","formatVersion":2}'])(
    "refuses %j as no run",
    (text) => {
      expect(readSignedRun(text)).toMatchObject({ ok: false, error: { kind: "run_file.malformed" } });
    },
  );
});

it("writes the same text for the same value, whatever the order of names", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
    { numRuns: 200 },
  );
  expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
});
