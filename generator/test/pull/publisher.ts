import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { issue, keyPem } from "../../../packages/runtime/test/certificates.js";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An https server on loopback, with a certificate of its own, whose pages a test changes as it goes. */
export type Publisher = {
  readonly url: string;
  /** PEM; who trusts it can connect. */
  readonly authority: string;
  readonly pages: Map<string, Answer>;
  /** Paths in the order in which they were asked for. */
  readonly asked: string[];
  close(): Promise<void>;
};

export const startPublisher = async (): Promise<Publisher> => {
  const authority = issue("authority");
  const own = issue("publisher", authority);
  const pages = new Map<string, Answer>();
  const asked: string[] = [];
  const server = createServer({ cert: own.cert, key: keyPem(own) }, (request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const answer = pages.get(path) ?? ((_, missing) => missing.writeHead(404).end("no such page"));
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server has no other kind of address
  return {
    url: `https://127.0.0.1:${port}`,
    authority: authority.cert,
    pages,
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

export const page =
  (text: string, type = "application/yaml"): Answer =>
  (_, response) => {
    response.writeHead(200, { "content-type": type }).end(text);
  };

export const redirect =
  (location: string): Answer =>
  (_, response) => {
    response.writeHead(302, { location }).end();
  };

/** Never a byte. */
export const silence: Answer = () => undefined;

/** Half of the page, as if more were to come, and then the connection is gone. */
export const broken =
  (text: string): Answer =>
  (_, response) => {
    response.writeHead(200, { "content-type": "application/yaml", "content-length": text.length });
    response.write(text.slice(0, text.length / 2), () => response.destroy());
  };

/** A description with this many operations; 4,000 make about 1.8 MB. */
export const description = (title: string, operations: number): string =>
  [
    "openapi: 3.0.3",
    `info: { title: ${title}, version: 1.2.3 }`,
    "servers: [{ url: https://api.example }]",
    "paths:",
    ...Array.from({ length: operations }, (_, index) =>
      [
        `  /${title}/things/${index}:`,
        "    get:",
        `      operationId: ${title}Get${index}`,
        `      summary: Reads the thing with the number ${index}.`,
        "      description: >-",
        `        ${"What a thing is, where it lies and who may read it. ".repeat(5)}`,
        "      responses:",
        "        '200': { description: The thing }",
      ].join("\n"),
    ),
    "",
  ].join("\n");
