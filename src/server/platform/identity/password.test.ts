import { describe, expect, it } from "vitest";
import { checkPassword, hashPassword, PASSWORD_LENGTH_MAX, verifyPassword } from "./password";

const GOOD = "correct horse battery";

describe("passwords", () => {
  it.each([
    ["short", "too_short"],
    ["x".repeat(PASSWORD_LENGTH_MAX + 1), "too_long"],
    ["abababababababab", "too_few_different"],
    ["my-traderjane-2026", "contains_email"],
    ["evening with MILLER", "contains_name"],
    ["my bifrost phrase", "contains_product"],
    ["123456789012", "common"],
    ["987654321098", "common"],
    ["abcdefghijklmn", "common"],
    ["unbelievable", "common"],
    ["Baseball2026!!", "common"],
    ["__sunshine__1999", "common"],
    ["dragondragon12", "common"],
  ])("refuses %s", async (password, reason) => {
    expect(await checkPassword(password, { email: "traderjane@example.com", name: "Jo Miller" })).toMatchObject({
      ok: false,
      error: { kind: "user.password_weak", path: "password", facts: { reason } },
    });
  });

  it.each([
    GOOD,
    "lowercase words only",
    "3141592653589793",
    "plumber dragon teapot",
    "крепкий пароль из слов",
    "\u{1F40E}\u{1F50B} horse battery",
  ])("takes %s, whatever characters it is made of", async (password) => {
    expect(await checkPassword(password, { email: "jo@example.com", name: "Jo Miller" })).toMatchObject({ ok: true });
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
