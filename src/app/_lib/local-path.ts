const HOME = "/home";

/** Where to go after signing in: a path of this server, whatever the address claims. Anything else is home. */
export function localPath(wanted: string | null): string {
  if (wanted === null || !wanted.startsWith("/")) return HOME;
  // The browser's own reading decides: control characters and backslashes change where an address leads.
  const base = "http://local.invalid";
  if (!URL.canParse(wanted, base)) return HOME;
  const parsed = new URL(wanted, base);
  if (parsed.origin !== base) return HOME;
  const path = parsed.pathname + parsed.search;
  // Two slashes name another server, also where they only appear once dots were taken out: `/.//elsewhere`.
  if (path.startsWith("//")) return HOME;
  return /^\/(sign-in|setup|api)(\/|\?|$)/.test(path) ? HOME : path;
}
