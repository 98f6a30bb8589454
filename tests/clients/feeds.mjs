// feedsmith reads every feed named on the command line; prints [{path, format, entries, ids}].
import { readFileSync } from "node:fs";
import { parseFeed } from "feedsmith";

const found = process.argv.slice(2).map((path) => {
  const { format, feed } = parseFeed(readFileSync(path, "utf8"));
  const items = feed.items ?? feed.entries ?? [];
  return { path, format, entries: items.length, ids: items.map((i) => i.guid?.value ?? i.id) };
});
console.log(JSON.stringify(found));
