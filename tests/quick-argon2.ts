import { createRequire } from "node:module";
import type * as Argon2 from "@node-rs/argon2";
import { vi } from "vitest";

/**
 * argon2 for the integration suite: the same function and the same form of hash with a fortieth of the memory. What the house
 * really asks for is held by `password.test.ts`; a hundred sign-ins at that cost are a minute of work that proves nothing more.
 */
const MEMORY_KIB = 1_024;

// Not an alias in vitest's configuration: with one, everything the unit tests compiled would be compiled again.
vi.mock("@node-rs/argon2", () => {
  const argon2 = createRequire(import.meta.url)("@node-rs/argon2") as typeof Argon2;
  return {
    verify: argon2.verify,
    hash: (password: string, options: Parameters<typeof argon2.hash>[1]) =>
      argon2.hash(password, { ...options, memoryCost: MEMORY_KIB }),
  };
});
