import { json, type Outcome, problem } from "../outcome.js";
import type { Incoming } from "../router.js";
import { storeOf, type World } from "../world.js";

/** An uploaded file. */
type MediaItem = {
  readonly account: string;
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly cacheControl: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expires: number;
};

/** By account and media id. */
const mediaOf = storeOf((_: World) => new Map<string, MediaItem>());

const subtypes: Readonly<Record<string, string>> = {
  application: "json ogg pdf rtf zip x-tar xml gzip x-bzip2 x-gzip smil javascript",
  audio: "mp4 mpeg ogg flac webm wav amr 3gpp",
  image: "bmp gif heic heif jpeg pjpeg png svg+xml tiff webp x-icon",
  text: "css csv calendar html plain javascript vcard vnd.wap.wml xml",
  video: "avi mp4 mpeg ogg quicktime webm x-ms-wmv x-flv",
};

/** The 48 media types an upload may have. */
export const mediaTypes: ReadonlySet<string> = new Set(
  Object.entries(subtypes).flatMap(([type, names]) => names.split(" ").map((name) => `${type}/${name}`)),
);

const maxBytes = 3_750_000;
const keptMs = 48 * 60 * 60 * 1000;
const pageSize = 1_000;

const keyOf = (account: string, id: string) => `${account} ${id}`;

/** Stores a file; the same name overwrites. */
export function uploadMedia(world: World, incoming: Incoming): Outcome {
  const { account = "", mediaId = "" } = incoming.params;
  if (incoming.bytes.length > maxBytes) return problem(413, "Media must have at most 3.75 MB.");
  const type = incoming.mediaType;
  mediaOf(world).set(keyOf(account, mediaId), {
    account,
    id: mediaId,
    bytes: incoming.bytes,
    contentType: incoming.headers["content-type"] ?? type,
    cacheControl: incoming.headers["cache-control"],
    expires: world.clock.now() + keptMs,
  });
  return { kind: "empty", status: 204 };
}

export function getMedia(world: World, incoming: Incoming): Outcome {
  const item = find(world, incoming);
  if (!item) return notFound(incoming);
  const headers: Record<string, string> = { "content-type": item.contentType };
  if (item.cacheControl) headers["cache-control"] = item.cacheControl;
  return { kind: "bytes", status: 200, body: item.bytes, headers };
}

export function deleteMedia(world: World, incoming: Incoming): Outcome {
  const item = find(world, incoming);
  if (!item) return notFound(incoming);
  mediaOf(world).delete(keyOf(item.account, item.id));
  return { kind: "empty", status: 204 };
}

/** A thousand files a page, in the order of their names; the next page is behind the Continuation-Token header. */
export function listMedia(world: World, incoming: Incoming): Outcome {
  const { account = "" } = incoming.params;
  const token = incoming.headers["continuation-token"] ?? "0";
  if (!/^\d{1,9}$/.test(token)) return problem(400, "The Continuation-Token is not one of ours.");
  const start = Number(token);
  const all = [...mediaOf(world).values()]
    .filter((item) => item.account === account && item.expires > world.clock.now())
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const page = all.slice(start, start + pageSize).map((item) => ({
    content: `${world.url}/api/v2/users/${account}/media/${encodeURI(item.id)}`,
    contentLength: item.bytes.length,
    mediaName: item.id,
  }));
  const more = start + pageSize < all.length;
  return json(200, page, more ? { "continuation-token": String(start + pageSize) } : undefined);
}

function find(world: World, incoming: Incoming): MediaItem | undefined {
  const { account = "", mediaId = "" } = incoming.params;
  const item = mediaOf(world).get(keyOf(account, mediaId));
  return item && item.expires > world.clock.now() ? item : undefined;
}

const notFound = (incoming: Incoming) => problem(404, `There is no media ${incoming.params.mediaId}.`);
