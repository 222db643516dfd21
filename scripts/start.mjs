#!/usr/bin/env node
// `npm start`: a fresh clone needs only Node and the npm registry.
//
// This file is kept to what any Node of the last ten years can read, so that an old one is told so in a sentence.
// Everything else is in scripts/launcher/main.mjs, loaded only after this check.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major > 20 || (major === 20 && minor >= 19)) {
  void import("./launcher/main.mjs").then((launcher) => launcher.main());
} else {
  process.stderr.write(
    `Node ${process.versions.node} is too old: install Node 20.19 or newer from https://nodejs.org, then run "npm start" again.\n`,
  );
  process.exitCode = 1;
}
