import type { Readable } from "node:stream";

/** `tooLarge`: more bytes than the limit; what is left of it is not kept. */
type Body = { readonly tooLarge: true } | { readonly tooLarge: false; readonly bytes: Uint8Array };

/** Where a request has its body: Node's own stream, or that of a web request. */
export type BodySource = {
  /** There where Node's server called: a web stream around it would take several times as long. */
  readonly incoming?: Readable | undefined;
  readonly request: Request;
  /** Of the header `content-length`. */
  readonly length: string | undefined;
};

/** The bytes of a request's body, at most so many. */
export const readBody = async (source: BodySource, mostBytes: number): Promise<Body> => {
  if (Number(source.length) > mostBytes) return { tooLarge: true };
  const stream = source.incoming ?? source.request.body;
  if (stream === null) return { tooLarge: false, bytes: new Uint8Array() };
  return "on" in stream ? fromNode(stream, mostBytes) : fromWeb(stream, mostBytes);
};

const fromNode = (incoming: Readable, mostBytes: number): Promise<Body> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming
      .on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= mostBytes) chunks.push(chunk);
        else resolve({ tooLarge: true });
      })
      .once("end", () => {
        const [first] = chunks;
        const bytes = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
        resolve({ tooLarge: false, bytes });
      })
      .once("close", () => reject(new Error("the request ended before its body did")))
      .once("error", reject);
  });

const fromWeb = async (stream: ReadableStream<Uint8Array>, mostBytes: number): Promise<Body> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > mostBytes) return { tooLarge: true };
    chunks.push(chunk);
  }
  return { tooLarge: false, bytes: Buffer.concat(chunks) };
};
