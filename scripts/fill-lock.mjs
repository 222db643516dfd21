// Completes package-lock.json after an install, so that `npm ci` accepts it on every platform.
//
// npm leaves an optional platform package out of the lock when the registry in use does not carry it, and `npm ci`
// then refuses the lock as out of step. The missing entries are added by name and version, without an integrity:
// they are fetched by name and version on the platforms that need them.
//
// usage: node scripts/fill-lock.mjs   (after every `npm install`)
import { readFileSync, writeFileSync } from "node:fs";

const OS = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "win32",
  "windows",
  "netbsd",
  "openbsd",
  "sunos",
  "aix",
  "openharmony",
];
const CPU = ["arm64", "x64", "ia32", "arm", "wasm32", "ppc64", "riscv64", "s390x", "loong64", "mips64el"];

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
let added = 0;
for (const [parent, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const places = [`${parent}/node_modules/${name}`, `node_modules/${name}`];
    if (places.some((place) => lock.packages[place])) continue;
    const parts = name.split(/[-/]/);
    const cpu = CPU.find((part) => parts.includes(part));
    const os = OS.find((part) => parts.includes(part));
    if (!os && !cpu) continue;
    const libc = parts.includes("musl") ? ["musl"] : parts.includes("gnu") ? ["glibc"] : undefined;
    lock.packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ""),
      ...(cpu ? { cpu: [cpu] } : {}),
      ...(entry.dev ? { dev: true } : {}),
      ...(libc ? { libc } : {}),
      optional: true,
      ...(os ? { os: [os === "windows" ? "win32" : os] } : {}),
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`lock completed: ${added} platform packages added\n`);
