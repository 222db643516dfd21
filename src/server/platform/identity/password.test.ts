import { describe, expect, it } from "vitest";
import { checkPassword, hashPassword, PASSWORD_LENGTH_MAX, verifyPassword } from "./password";

const GOOD = "correct horse battery";

describe("passwords", () => {
  it.each([
    ["short", "too_short"],
    ["x".repeat(PASSWORD_LENGTH_MAX + 1), "too_long"],
    ["abababababababab", "too_few_different"],
    ["my-traderjane-2026", "contains_email"],
  ])("refuses %s", (password, reason) => {
    expect(checkPassword(password, "traderjane@example.com")).toMatchObject({
      ok: false,
      error: { kind: "user.password_weak", path: "password", facts: { reason } },
    });
  });

  it("takes a long phrase", () => {
    expect(checkPassword(GOOD, "jo@example.com").ok).toBe(true);
  });

  it("keeps an argon2id hash that only the password opens", async () => {
    const stored = await hashPassword(GOOD);
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$/);
    expect(await verifyPassword(stored, GOOD)).toBe(true);
    expect(await verifyPassword(stored, `${GOOD} `)).toBe(false);
    expect(await hashPassword(GOOD)).not.toBe(stored);
  });

  it("answers no for somebody who does not exist, and for an endless password", async () => {
    expect(await verifyPassword(null, GOOD)).toBe(false);
    expect(await verifyPassword(await hashPassword(GOOD), "x".repeat(100_000))).toBe(false);
  });

  it("takes either form of an accented letter", async () => {
    expect(await verifyPassword(await hashPassword("crème brûlée 42"), "crème brûlée 42".normalize("NFD"))).toBe(true);
  });
});
