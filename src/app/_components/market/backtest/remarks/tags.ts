/** Tags out of one line: between commas, lower case, each once. */
export function tagsOf(line: string): readonly string[] {
  const tags = line.split(",").map((tag) => tag.trim().toLowerCase());
  return [...new Set(tags.filter((tag) => tag !== ""))];
}
