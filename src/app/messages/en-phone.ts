/** English texts of Admin > Phone. */
export const enPhone = {
  phone: {
    title: "Phone",
    address: "The address for a phone",
    addressNote: "what BIFROST_PUBLIC_URL says",
    codeLabel: "QR code of {url}",
    scan: "Point the camera of a phone at it, sign in, then add the page to the home screen.",
    localTitle: "No phone reaches this address",
    localText:
      "{url} is this machine alone. Set BIFROST_PUBLIC_URL to a name that the phone can reach, and end TLS for it: the guide “On a phone” has a recipe.",
    checks: "Tested on this device",
    checksNote: "open this page on the phone for its own answers",
    again: "Test again",
    testing: "Testing",
    level: { ok: "Works", warn: "Missing", off: "Not known" },
    check: {
      reach: "Reachable for a phone",
      encrypted: "Encrypted",
      same: "Opened by that address",
      secure: "A place browsers trust",
      worker: "Works offline",
      push: "Can be pushed to",
      permission: "May notify",
      installed: "Installed",
    },
    say: {
      reach: { ok: "{url} is no address of this machine alone.", warn: "{url} is this machine alone." },
      encrypted: {
        ok: "TLS ends at {tls, select, own {this server} other {a proxy in front}}.",
        warn: "Nobody ends TLS for {url}: a password would cross the network in the clear.",
      },
      same: {
        ok: "This page was opened by it.",
        warn: "This page was opened by {origin}. Sign-ins, passkeys and pushes of one address are none of another.",
      },
      secure: {
        ok: "The browser gives this address everything.",
        warn: "The browser keeps offline use, pushes and passkeys from this address: it needs HTTPS with a certificate that it trusts.",
      },
      worker: {
        ok: "Without a line the app says so, and how old its figures are.",
        warn: "No service worker runs here{why, select, none {} other {: {why}}}.",
      },
      push: {
        ok: "This browser takes pushes.",
        warn: "This browser takes no pushes here. On an iPhone they come to an app of the home screen only.",
      },
      permission: {
        ok: "You allowed it.",
        warn: "You refused it: change that in the browser's settings of this site.",
        off: "Not asked yet: Notifications asks.",
      },
      installed: {
        ok: "It runs as an app of its own.",
        off: "It runs in a tab. The browser's menu adds it to the home screen.",
      },
    },
    incident: "In an emergency",
    incidentText: "One page without script shows and stops everything, in any browser.",
  },
};
